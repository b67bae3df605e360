# iomt. One Makefile, not recursive; everything that is made stands under $(BUILD).
#
#   make            the commands            make demo      build, and show the main job without hardware
#   make check      every test              make sanitize  every test under the sanitizers
#   make bench      ratios to cat, memcpy   make fuzz      every parser, FUZZ_SECONDS each
#   make docs       completions and tables that are generated and committed
#   make install    to $(DESTDIR)$(PREFIX)  make dist      a source archive
#
# Variables: IOMT_DATA (folder of real recordings, for check and bench), SAN=1, CC, PREFIX, DESTDIR, NO_INSTALL=1 (install no packages).

VERSION  := $(shell sed -n 's/.*IOMT_VERSION "\(.*\)"/\1/p' lib/core/version.h)
PREFIX   ?= /usr/local
DESTDIR  ?=
BUILD    ?= build
ifeq ($(SAN),1)
BUILD    := build-san
endif
ifeq ($(origin CC),default)
CC       := gcc
endif
OPTIM    ?= -O2
PYTHON   ?= python3
FUZZ_SECONDS ?= 60
ifneq ($(strip $(IOMT_DATA)),)
override IOMT_DATA := $(abspath $(IOMT_DATA))
export IOMT_DATA
endif
export NO_INSTALL

# Packages: asked for, and installed where that is possible, before anything is read that they bring. `make -n` installs nothing.
NEED     := $(if $(filter check sanitize check-% bench fuzz docs,$(MAKECMDGOALS)),check,$(if $(filter demo,$(MAKECMDGOALS)),build))
ifneq ($(NEED),)
ifeq ($(findstring n,$(firstword -$(MAKEFLAGS))),)
PACKAGES := $(shell CC=$(CC) sh .ci/packages.sh $(NEED) 1>&2; echo $$?)
ifneq ($(PACKAGES),0)
$(error packages are missing)
endif
endif
endif

WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion
comma    := ,
SANFLAGS := $(if $(filter 1,$(SAN)),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
IOMT_CPPFLAGS := -Ilib -I$(BUILD)/gen -MMD -MP $(CPPFLAGS)
IOMT_CFLAGS    = -std=c17 -D_GNU_SOURCE -ffp-contract=off $(OPTIM) -g $(WARN) $(SANFLAGS) $(CFLAGS)
PKG_CONFIG ?= pkg-config
LIBS_link = $(shell $(PKG_CONFIG) --libs libserialport libusb-1.0)
LIBS_json = $(shell $(PKG_CONFIG) --libs jansson)
LIBS     := -lz -lm
# WFDB's FLAC formats, where libFLAC is there (FLAC=0: build without).
FLAC     ?= $(shell $(PKG_CONFIG) --exists flac 2>/dev/null && echo 1 || echo 0)
ifeq ($(FLAC),1)
IOMT_CPPFLAGS += -DIOMT_FLAC=1
LIBS     += -lFLAC
endif

# V=1 shows the commands.
Q        := $(if $(V),,@)
say       = $(if $(V),,@echo '  $(1)')

LIB_SRC  := $(wildcard lib/*/*.c)
PACKS    := $(sort $(wildcard lib/alert/rules/*.json))
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o) $(BUILD)/gen/packs.o
LIB      := $(BUILD)/libiomt.a
CMD_SRC  := $(wildcard cmd/iomt-*.c)
NAMES    := $(CMD_SRC:cmd/%.c=%)
CMDS     := $(NAMES:%=$(BUILD)/%)
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
SHIMS    := $(wildcard tests/tools/shim_*.c)
TOOLS    := $(patsubst tests/tools/%.c,$(BUILD)/tools/%,$(filter-out $(SHIMS),$(wildcard tests/tools/*.c))) \
            $(SHIMS:tests/tools/%.c=$(BUILD)/tools/%.so)
FUZZERS  := $(wildcard tests/fuzz/fuzz_*.c)
REPLAYS  := $(patsubst tests/fuzz/%.c,$(BUILD)/replay/%,$(FUZZERS))
BENCHES  := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))

all: $(CMDS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(Q)$(CC) $(IOMT_CPPFLAGS) $(IOMT_CFLAGS) -c -o $@ $<

# The rule packs, compiled in.
$(BUILD)/gen/packs.c: lib/alert/rules/pack.awk $(PACKS)
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -f $^ >$@

$(BUILD)/gen/packs.o: $(BUILD)/gen/packs.c
	$(call say,CC $<)
	$(Q)$(CC) $(IOMT_CPPFLAGS) $(IOMT_CFLAGS) -c -o $@ $<

$(LIB): $(LIB_OBJ)
	@rm -f $@
	$(call say,AR $@)
	$(Q)$(AR) rcs $@ $^

# Only iomt-capture links libserialport and libusb; only what reads or writes JSON keeps jansson (--as-needed).
define link
$(call say,LD $@)
$(Q)$(CC) $(IOMT_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIB) -Wl,--as-needed $(1) $(LIBS_json) $(LIBS)
endef

$(CMDS): $(BUILD)/iomt-%: $(BUILD)/cmd/iomt-%.o $(LIB)
	$(call link,$(if $(filter capture,$*),$(LIBS_link)))

$(BUILD)/unit/test_link_%: $(BUILD)/tests/unit/test_link_%.o $(LIB)
	@mkdir -p $(@D)
	$(call link,$(LIBS_link))

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(LIB)
	@mkdir -p $(@D)
	$(call link)

$(BUILD)/replay/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(LIB)
	@mkdir -p $(@D)
	$(call link)

$(BUILD)/tools/%.so: tests/tools/%.c
	@mkdir -p $(@D)
	$(call say,LD $@)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O2 $(WARN) -shared -fPIC -o $@ $< -ldl

$(BUILD)/tools/%: $(BUILD)/tests/tools/%.o $(LIB)
	@mkdir -p $(@D)
	$(call link)

$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(LIB)
	@mkdir -p $(@D)
	$(call link)

demo: all
	@BUILD=$(BUILD) sh tests/demo.sh

tests: all $(UNITS) $(TOOLS) $(REPLAYS)

# Ends with a line `N passed, N failed`. TESTS='hr alert' runs only suites whose names contain one of the words.
check: tests
	@BUILD=$(BUILD) SAN=$(SAN) CC='$(CC)' sh tests/run.sh $(TESTS)

sanitize:
	@$(MAKE) --no-print-directory check SAN=1

# The README's two commands in a pristine Debian 12, as root and as a user with sudo.
check-fresh:
	@sh tests/fresh.sh

# The beat detector judged on records that its weights have not seen, and its weights made anew: minutes, and IOMT_DATA is needed.
$(BUILD)/beat-train: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/beat/*.c)) $(LIB)
	$(call link)

# Likewise for the classes of beats.
$(BUILD)/class-train: $(BUILD)/tests/beat/class/train.o $(BUILD)/tests/beat/data.o $(BUILD)/tests/beat/gbdt.o $(LIB)
	$(call link)

class-table: $(BUILD)/class-train
	$(BUILD)/class-train 8 lib/beat/classmodel_table.h

check-beats: all $(BUILD)/beat-train $(BUILD)/class-train
	$(BUILD)/beat-train 8
	$(BUILD)/class-train 8
	BUILD=$(BUILD) bash tests/beat/noise.sh
	BUILD=$(BUILD) bats -f 'mitdb-ds1|real recordings|real records|bidmc|24 dB' tests/hr.bats tests/hr_rhythm.bats tests/pulse.bats

# A million random streams and rules against the second implementation of the engine, and what has to hold of every alert.
SOAK := 1000000
soak-alert: tests
	seq 0 25000 $$(($(SOAK) - 1)) | xargs -P 2 -I N sh -c '$(BUILD)/unit/test_alert_property 25000 N | grep -v "^ok\|^1\.\." && \
		{ ! $(BUILD)/unit/test_alert_invariants 1000 N | grep "^not ok" -A 4; }'

# Alerts on real recordings: a table of true, false and missed ones.
check-detection: all
	BUILD=$(BUILD) bash tests/alert/detection.sh

beat-table: $(BUILD)/beat-train
	$(BUILD)/beat-train 8 lib/beat/model_table.h

bench: all $(BENCHES) $(TOOLS)
	@BUILD=$(BUILD) bash tests/bench/run.sh

# libFuzzer with the sanitizers; finds are kept in build-fuzz/. FUZZ='rules wfdb' runs some.
fuzz:
	@FUZZ_SECONDS=$(FUZZ_SECONDS) sh tests/fuzz/run.sh $(FUZZ)

docs: all
	@BUILD=$(BUILD) sh tests/docs.sh write

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 \
		$(DESTDIR)$(PREFIX)/share/man/man7 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install $(CMDS) $(DESTDIR)$(PREFIX)/bin
	for n in 1 5 7; do install -m 644 man/*.$$n $(DESTDIR)$(PREFIX)/share/man/man$$n || exit 1; done
	install -m 644 completions/bash/* $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 644 completions/zsh/* $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	install -m 644 completions/fish/* $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

uninstall:
	rm -f $(NAMES:%=$(DESTDIR)$(PREFIX)/bin/%) $(foreach n,1 5 7,$(patsubst man/%,$(DESTDIR)$(PREFIX)/share/man/man$(n)/%,$(wildcard man/*.$(n))))
	rm -f $(NAMES:%=$(DESTDIR)$(PREFIX)/share/bash-completion/completions/%)
	rm -f $(NAMES:%=$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_%) $(NAMES:%=$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/%.fish)

dist:
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=iomt-$(VERSION)/ -o $(BUILD)/iomt-$(VERSION).tar.gz HEAD
	@echo $(BUILD)/iomt-$(VERSION).tar.gz

clean:
	rm -rf build build-san build-clang build-fuzz

.PHONY: all demo tests check sanitize check-fresh check-beats check-detection soak-alert beat-table class-table bench fuzz docs install uninstall dist clean
.SECONDARY:
.DELETE_ON_ERROR:
-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d $(BUILD)/*/*/*/*.d)
