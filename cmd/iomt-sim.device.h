/* A simulated device on a pseudo-terminal or into a file, for iomt-sim.c only. */
/* The cable is pulled: the terminal hangs up. Plugged in again: another one, under the same name. */
static bool
plug(struct pty *p, bool out)
{
	if (out == (p->fd < 0))
		return true;
	if (out) {
		pty_drain(p);
		pty_close(p);
		p->fd = -1;
		return true;
	}
	int e = pty_open(p, pty_path);
	if (e != 0)
		msg_error("%s: %s", pty_path, strerror(-e));
	return e == 0;
}

/* In real time on a terminal, or when --speed says so; else each thing at its own time, at once. */
static int
talk(struct simrun *run, struct pty *p, struct out *out)
{
	struct simdev_say say;
	bool more = true;
	if (p)
		pty_await(p); /* a device that nobody listens to does not begin */
	int64_t t0 = clock_boot(), now = 0;
	while (more && !sig_caught() && (p || out->error == 0)) {
		uint8_t heard[HEAR];
		ssize_t n = p && p->fd >= 0 ? read(p->fd, heard, sizeof heard) : 0;
		more = simrun_step(run, now, heard, n > 0 ? (size_t)n : 0, &say);
		if (p && p->fd >= 0)
			pty_send(p, say.bytes, say.n);
		else if (p == NULL)
			out_write(out, say.bytes, say.n);
		if (p && !plug(p, run->wire.out))
			return ST_IO;
		now = say.wake;
		if (speed == 0)
			continue;
		double left = (double)(say.wake - scaled(t0)) / pace;
		int64_t us = left > MAX_US ? MAX_US : (int64_t)left;
		if (p && p->fd >= 0 && us > 0)
			pty_rest(p, us);
		else if (p && us > 0)
			usleep((useconds_t)us);
		else if (p == NULL && out_flush(out) == 0 && us > 0)
			usleep((useconds_t)us);
		now = scaled(t0);
	}
	if (p && p->fd >= 0)
		pty_drain(p);
	return ST_OK;
}

/* Reads --scenario and --fault; OPT_GO_ON when all is well. */
static int
happenings(struct simdev_setup *setup, struct wire_setup *wire, struct script *script)
{
	char why[SCRIPT_WHY];
	for (size_t i = 0; i < faults.n; i++)
		if (!script_fault(wire, faults.item[i]))
			return opt_wrong(&prog, "--fault takes corrupt, drop, repeat, tear or checksum, '=' and a rate: drop=1%%");
	setup->scenario = scenario_find(str_of(scenario ? scenario : "normal"));
	if (setup->scenario)
		return OPT_GO_ON;
	long line = script_load(script, scenario, why);
	if (line < 0)
		return opt_wrong(&prog, "--scenario %s: none of --list, and no file: %s", scenario, in_error(line));
	if (line > 0)
		return opt_wrong(&prog, "%s:%ld: %s", scenario, line, why);
	setup->scenario = &script->scenario;
	wire->event = script->event;
	wire->n = script->n;
	return OPT_GO_ON;
}

static int
run_device(const struct simdev *dev, const struct opt_common *common, const char *args)
{
	static struct simrun run;
	static struct script script;
	struct simdev_setup setup = { .seed = (uint64_t)seed, .speed = speed > 0 ? speed : 1 };
	struct wire_setup wire = { .seed = (uint64_t)seed, .batch = batch > 0 ? batch : 0 };
	int64_t limit = duration > 0 ? rate_samples((struct rate){ dev->fps, 1 }, duration) : INT64_MAX;
	struct pty pty;
	struct out out, truth;
	struct recw w;
	int status = happenings(&setup, &wire, &script), talked, e;
	if (status != OPT_GO_ON)
		return status;
	if (!isnan(drift) && !(pty_path && fabs(drift) <= 100000))
		return opt_wrong(&prog, "--drift takes -100000 to 100000 ppm, with --pty");
	pace = speed * (isnan(drift) ? 1 : 1 + drift / 1e6);
	if (pty_path && common->output)
		return opt_wrong(&prog, "with --pty there is no output: leave -o out, and record with iomt-capture");
	if (!pty_path && truth_path && strcmp(truth_path, "-") == 0)
		return opt_wrong(&prog, "--truth - is for --pty: the output has the device's bytes");
	if (truth_path && opened(&truth, truth_path) != 0)
		return ST_IO;
	if (pty_path && (e = pty_open(&pty, pty_path)) != 0)
		msg_error("%s: %s", pty_path, e == -EEXIST ? "exists already: remove it or choose another name" : strerror(-e));
	else if (!pty_path)
		e = opened(&out, common->output);
	if (e != 0) {
		if (truth_path)
			out_abandon(&truth);
		return ST_IO;
	}
	recw_start(&w, &truth);
	if (truth_path)
		recw_head(&w, 0, "rel", args);
	simrun_start(&run, dev, &setup, limit, !pty_path, truth_path ? &w : NULL);
	simrun_wire(&run, &wire);
	talked = talk(&run, pty_path ? &pty : NULL, &out);
	const char *how = ending(&status);
	if (pty_path && pty.fd >= 0)
		pty_close(&pty);
	else if (!pty_path)
		status = closed(&out, common->output, status);
	status = st_worse(status, talked);
	if (truth_path) {
		simrun_tell(&run);
		recw_close(&w, STR("truth"), how);
		recw_close(&w, STR("-"), how);
		status = closed(&truth, truth_path, status);
	}
	return status;
}
