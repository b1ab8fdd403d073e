using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Running;

/// <summary>A row to be run.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Row">One of its rows.</param>
internal sealed record LaboratoryJob(Experiment Experiment, ExperimentRow Row);
