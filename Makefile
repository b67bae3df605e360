# iomt: one non-recursive Makefile. Everything is built under $(BUILD).
BUILD    ?= build
CC       ?= gcc
PREFIX   ?= /usr/local
DESTDIR  ?=
OPTIM    ?= -O2
SAN      ?=

STD      := -std=c17 -D_GNU_SOURCE -ffp-contract=off
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion
CPPFLAGS += -Ilib -MMD -MP
CFLAGS   += $(STD) $(OPTIM) -g $(WARN) $(SANFLAGS)
ifeq ($(SAN),1)
BUILD    := build-san
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
endif

PKG      := pkg-config
LIBS_serial = $(shell $(PKG) --libs libserialport libusb-1.0)
LIBS     := -lz -lm
LIBS_json = $(shell $(PKG) --libs jansson)

LIB_SRC  := $(wildcard lib/*/*.c)
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o)
CMD_SRC  := $(wildcard cmd/*.c)
CMDS     := $(CMD_SRC:cmd/%.c=$(BUILD)/%)
UNIT_SRC := $(wildcard tests/unit/*.c)
UNITS    := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)

all: $(CMDS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/libiomt.a: $(LIB_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/iomt-%: $(BUILD)/cmd/iomt-%.o $(BUILD)/libiomt.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libiomt.a $(if $(filter %-capture,$@),$(LIBS_serial)) $(LIBS_json) $(LIBS) -Wl,--as-needed

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libiomt.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libiomt.a $(LIBS_json) $(LIBS)

units: $(UNITS)

clean:
	rm -rf build build-san build-clang build-fuzz

.PHONY: all units clean
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
