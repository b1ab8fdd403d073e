using Carousel.Forecasting.Demand;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>What is known of a forecaster only just after its fit, and stands in no file.</summary>
internal sealed class FreshFit
{
    /// <summary>
    /// The network that was trained to compare with, on the same backend: without the rival where this one has it, and
    /// the other way round. Null where it was not trained.
    /// </summary>
    public Forecaster? Other { get; set; }

    /// <summary>Counts and quantiles on the validation part; null where only one of them was trained.</summary>
    public DemandComparison? Demand { get; set; }

    /// <summary>How its networks were trained, where that is not the plan's way.</summary>
    public TrainingChoices? Choices { get; set; }

    /// <summary>
    /// The same trained once more on all rows, on the same backend, for what comes next; null where it was not trained.
    /// </summary>
    public Forecaster? Latest { get; set; }
}
