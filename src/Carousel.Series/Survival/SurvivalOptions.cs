using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;

namespace Carousel.Survival;

/// <summary>What a survival model is to do. Null leaves the choice to the data.</summary>
public sealed record SurvivalOptions : JobOptions
{
    /// <summary>How a log is read.</summary>
    [NestedOptions]
    public EventReadOptions Reading { get; init; } = new() { MarkNames = LeaveRule.Columns };

    /// <summary>The event that is the leaving; null finds one that is called so.</summary>
    [OptionGroup("Churn")]
    [Option("Event that means leaving.", Value = "event", Default = "by its name")]
    public string? Leave { get; init; }

    /// <summary>Instead of an event: the number of consecutive periods without events that count as
    /// leaving.</summary>
    [Option("Periods in a row without any event that mean leaving; replaces --leave.", Least = 1, Most = 1000)]
    public int? Absent { get; init => field = Checked(value); }

    /// <summary>An event after which a customer is no longer observed, without having left.</summary>
    [Option("Event that ends the observation of a customer who has not left.", Value = "event")]
    public string? Censor { get; init; }

    /// <summary>How long a period is; null finds it from the span of the log.</summary>
    [Option("Length of a period.", Default = "by the span of the log")]
    public PeriodKind? Period { get; init => field = Checked(value); }

    /// <summary>How many periods ahead.</summary>
    [Option("Periods ahead.", Least = 1, Most = 100, Default = "14 days, 8 weeks or 6 months")]
    public int? Horizon { get; init => field = Checked(value); }

    /// <summary>The simple method that the network holds inside and learns to correct.</summary>
    [Option("Baseline inside the model, corrected by the network.")]
    public BaselineInside Baseline { get; init => field = Checked(value); }

    /// <summary>The share of the customers in the validation set.</summary>
    [OptionGroup("Data split")]
    [Option("Validation share of the customers.", Least = 0.05, Most = 0.45)]
    public double ValidationShare { get; init => field = Checked(value); } = 0.2;

    /// <summary>The share of the customers in the test set.</summary>
    [Option("Test share of the customers.", Least = 0.05, Most = 0.45)]
    public double TestShare { get; init => field = Checked(value); } = 0.2;
}
