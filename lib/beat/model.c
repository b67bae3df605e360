#include "beat/modeltree.h"

#include "beat/model_table.h"

float
model_first(const float *v)
{
	return model_sum(MODEL(model_first_look), v);
}

float
model_second(const float *v)
{
	return model_sum(MODEL(model_second_look), v);
}
