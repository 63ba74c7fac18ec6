/* pump_world -- a pump among made-up ends that say, take, wait and break as some bytes decide. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pump_world.h"

#include <stdlib.h>
#include <string.h>

#include "net/pump.h"

enum { SPOKES = 3, STEPS_MAX = 100000, PIECE_MAX = 200 };

struct world;

struct fake {
	struct pump_end end;
	struct world *world;
	unsigned index;   /* 0: the center */
	size_t says;      /* bytes that it has to say */
	size_t said;      /* how many it has said */
	bool breaks;      /* then it breaks instead of ending */
	size_t heard;     /* of the center's: since it joined, and from where */
	size_t joined_at; /* of the center's bytes */
	size_t hears_max; /* its output breaks there */
	bool joined, over, was_shut, was_refused;
};

struct world {
	struct pump pump;
	struct fake fake[1 + SPOKES];
	unsigned spokes;
	size_t heard_from[1 + SPOKES]; /* by the center */
	const uint8_t *data;
	size_t size;
	bool fair; /* the bytes are used up: from now on everyone is ready for everything */
	const char *wrong;
};

static unsigned choose(struct world *world, unsigned count)
{
	if (world->size == 0) {
		world->fair = true;
		return 0;
	}
	world->size--;
	return *world->data++ % count;
}

static void complain(struct world *world, const char *wrong)
{
	if (!world->wrong)
		world->wrong = wrong;
}

/* ---- ends ----------------------------------------------------------------------------------- */

/* Who says it and where it stands are in each byte. */
static char byte_of(unsigned index, size_t place)
{
	return (char)(index << 6 | (place & 63));
}

static struct fake *fake_of(struct pump_end *end)
{
	return OWNER(end, struct fake, end);
}

static enum pump_answer fake_take(struct pump_end *end, char *data, size_t *size)
{
	struct fake *fake = fake_of(end);
	struct world *world = fake->world;
	size_t left = fake->says - fake->said, count = PIECE_MAX - choose(world, PIECE_MAX);

	if (fake->over || end->in_ended)
		complain(world, "taken from after its end");
	if (!world->fair && choose(world, 3) == 0)
		return PUMP_LATER;
	if (left == 0)
		return fake->breaks ? PUMP_BROKEN : PUMP_ENDED;
	count = count < left ? count : left;
	for (size_t i = 0; i < count; i++)
		data[i] = byte_of(fake->index, fake->said + i);
	fake->said += count;
	*size = count;
	return PUMP_MOVED;
}

static bool hear_from_center(struct fake *fake, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i] != byte_of(0, fake->joined_at + fake->heard++))
			return false;
	return true;
}

static bool hear_from_spokes(struct world *world, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned index = (unsigned char)data[i] >> 6;

		if (index == 0 || data[i] != byte_of(index, world->heard_from[index]++))
			return false;
	}
	return true;
}

static enum pump_answer fake_give(struct pump_end *end, const char *data, size_t *size)
{
	struct fake *fake = fake_of(end);
	struct world *world = fake->world;
	unsigned how = world->fair ? 2 : choose(world, 4);

	if (fake->over || end->out_shut || end->out_broken)
		complain(world, "given to after its end");
	if (how == 0)
		return PUMP_LATER;
	if (how == 1 && *size > 1)
		*size = 1 + choose(world, 100) % (unsigned)*size;
	if (fake->heard + *size > fake->hears_max)
		return PUMP_BROKEN;
	if (fake->index > 0 && !hear_from_center(fake, data, *size))
		complain(world, "a spoke heard the center wrongly");
	if (fake->index == 0 && !hear_from_spokes(world, data, *size))
		complain(world, "the center heard a spoke wrongly");
	if (fake->index == 0)
		fake->heard += *size;
	return PUMP_MOVED;
}

static void fake_shut(struct pump_end *end)
{
	struct fake *fake = fake_of(end);

	if (fake->was_shut)
		complain(fake->world, "shut twice");
	fake->was_shut = true;
}

static void fake_refuse(struct pump_end *end)
{
	struct fake *fake = fake_of(end);

	if (fake->was_refused)
		complain(fake->world, "refused twice");
	fake->was_refused = true;
}

static const struct pump_ops ops = { fake_take, fake_give, fake_shut, fake_refuse };

/* ---- the end -------------------------------------------------------------------------------- */

static bool has_heard_all(const struct fake *fake)
{
	const struct fake *center = &fake->world->fake[0];

	return fake->joined_at + fake->heard == center->said || fake->end.out_broken;
}

static const char *check_why(const struct fake *fake, enum pump_why why)
{
	const struct pump_policy *policy = &fake->world->pump.policy;
	const struct pump_end *end = &fake->end, *center = &fake->world->fake[0].end;

	switch (why) {
	case PUMP_CLOSED:
		if (!end->in_ended || end->in_broken || !has_heard_all(fake))
			return "closed before all was heard";
		return center->in_ended || policy->spoke_ends_all ? NULL : "closed too early";
	case PUMP_LEFT:
	case PUMP_LINGERED:
		if (!policy->center_ends_all || !center->in_ended || !has_heard_all(fake))
			return "left before all was said";
		return (why == PUMP_LINGERED) == (policy->linger_ns > 0) ? NULL : "left wrongly";
	case PUMP_IDLE:
		return policy->idle_ns ? NULL : "idle without a limit";
	case PUMP_BROKE:
		return end->in_broken || end->out_broken ? NULL : "broke without a reason";
	}
	return "no reason";
}

static void spoke_over(struct pump *pump, struct pump_end *end)
{
	struct fake *fake = fake_of(end);
	struct world *world = pump->context;

	if (fake->over)
		complain(world, "over twice");
	if (world->heard_from[fake->index] != fake->said && !world->fake[0].end.out_broken)
		complain(world, "over before the center heard all");
	if (check_why(fake, end->why))
		complain(world, check_why(fake, end->why));
	if (fake->was_shut && !has_heard_all(fake))
		complain(world, "shut before all was given");
	fake->over = true;
}

static void ignore(struct pump_end *end)
{
	(void)end;
}

/* ---- the world ------------------------------------------------------------------------------ */

static void make_fake(struct world *world, unsigned index)
{
	struct fake *fake = &world->fake[index];

	*fake = (struct fake){ .world = world, .index = index };
	fake->end.ops = &ops;
	fake->says = choose(world, 16) * choose(world, 256);
	fake->breaks = choose(world, 8) == 7;
	fake->hears_max = choose(world, 8) == 7 ? choose(world, 256) : SIZE_MAX / 2;
}

static struct pump_policy make_policy(struct world *world)
{
	unsigned bits = choose(world, 256);

	return (struct pump_policy){
		.keep_open = bits & 1,
		.center_ends_all = bits & 2,
		.linger_ns = bits & 4 ? 1000 : 0,
		.spoke_ends_all = bits & 8,
		.shut_center = bits & 16,
		.idle_ns = bits & 32 ? 5000 : 0,
		.quiet_open = bits & 64,
		.drain_ns = bits & 128 ? 700 : 0,
	};
}

static void join(struct world *world)
{
	for (unsigned i = 1; i <= world->spokes; i++)
		if (!world->fake[i].joined) {
			world->fake[i].joined = true;
			world->fake[i].joined_at = world->fake[0].said;
			pump_add(&world->pump, &world->fake[i].end);
			return;
		}
}

static void touch(struct world *world, struct fake *fake)
{
	struct pump_end *end = &fake->end;

	if (fake->over || (fake->index > 0 && !fake->joined))
		return;
	if (end->wake_ns && end->wake_ns <= world->pump.now_ns)
		pump_wake(end);
	else
		pump_ready(end, pump_wants_in(end), pump_wants_out(end));
}

static void step(struct world *world)
{
	unsigned what = choose(world, 16);

	world->pump.now_ns += choose(world, 100);
	if (what == 15)
		join(world);
	else if (what == 14)
		pump_hold(&world->pump, !world->pump.held);
	else
		touch(world, &world->fake[what % (1 + SPOKES)]);
}

static bool is_over(const struct world *world)
{
	for (unsigned i = 1; i <= world->spokes; i++)
		if (!world->fake[i].over)
			return false;
	return !world->pump.outlet.full;
}

/* Everyone is ready: whatever went on before, it comes to an end. */
static void run_out(struct world *world)
{
	unsigned steps = 0;

	world->fair = true;
	pump_hold(&world->pump, false);
	while (!is_over(world) && ++steps < STEPS_MAX) {
		join(world);
		world->pump.now_ns += 10;
		for (unsigned i = 0; i <= SPOKES; i++)
			touch(world, &world->fake[i]);
	}
	if (!is_over(world))
		complain(world, "it never ends");
}

/* All that a spoke has said arrived, unless the center takes no more. */
static void check_heard(struct world *world)
{
	for (unsigned i = 1; i <= SPOKES; i++)
		if (world->heard_from[i] != world->fake[i].said && !world->fake[0].end.out_broken)
			complain(world, "the center did not hear all");
}

const char *pump_world_run(const uint8_t *data, size_t size)
{
	struct world *world = calloc(1, sizeof(*world));
	const char *wrong = "no memory";
	struct err err;

	if (!world)
		return wrong;
	world->data = data;
	world->size = size;
	for (unsigned i = 0; i <= SPOKES; i++)
		make_fake(world, i);
	world->pump = (struct pump){
		.policy = make_policy(world), .over = spoke_over, .context = world, .now_ns = 1
	};
	world->spokes = world->pump.policy.shut_center ? 1 : SPOKES;
	if (pump_begin(&world->pump, &world->fake[0].end, ignore, &err)) {
		while (!world->fair && !world->wrong)
			step(world);
		run_out(world);
		check_heard(world);
		wrong = world->wrong;
	}
	pump_free(&world->pump);
	free(world);
	return wrong;
}
