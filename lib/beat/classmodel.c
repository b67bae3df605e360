#include "beat/classmodel.h"

#include "beat/modeltree.h"

#include "beat/classmodel_table.h"

float
classmodel_first(const float *v)
{
	return model_sum(MODEL(classmodel_first_look), v);
}

float
classmodel_second(const float *v)
{
	return model_sum(MODEL(classmodel_second_look), v);
}

float
classmodel_early(const float *v)
{
	return model_sum(MODEL(classmodel_early_look), v);
}
