using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Gaps;

/// <summary>What is asked of a model of silences. Null leaves the choice to the data.</summary>
internal sealed record GapOptions : DividedOptions
{
    /// <summary>How a log is read.</summary>
    [NestedOptions]
    public EventReadOptions Reading { get; init; } = new();

    /// <summary>The unit of silences.</summary>
    [OptionGroup("Silences")]
    [Option("What silences are told in.", Default = "by the median silence")]
    public GapUnit? Unit { get; init => field = Checked(value); }

    /// <summary>Events of an id that are learned together.</summary>
    [Option("Events that are learned together; an id with more is learned in pieces.", Least = 2, Most = 100_000)]
    public int Piece { get; init => field = Checked(value); } = 500;

    /// <summary>How many of an id's last silences the regression knows that the model is compared with.</summary>
    [Option("Last silences of an id that go into the regression beside the model.", Least = 1, Most = 50)]
    public int Lags { get; init => field = Checked(value); } = 4;
}

/// <summary>The unit of silences.</summary>
public enum GapUnit
{
    /// <summary>Seconds.</summary>
    Second,

    /// <summary>Minutes.</summary>
    Minute,

    /// <summary>Hours.</summary>
    Hour,

    /// <summary>Days.</summary>
    Day,
}
