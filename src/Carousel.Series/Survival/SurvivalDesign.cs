using System.Text.Json.Serialization;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>
/// The layers and inputs of a survival model: enough to build it again and to read another log in the same way.
/// </summary>
/// <param name="Columns">The columns of the log.</param>
/// <param name="Period">How long a period is.</param>
/// <param name="Rule">What leaving is.</param>
/// <param name="Features">What is seen of a period.</param>
/// <param name="Horizon">K: how many periods ahead.</param>
/// <param name="Cells">The recurrent layers.</param>
internal sealed record SurvivalDesign(
    EventColumns Columns, PeriodKind Period, LeaveRule Rule, PeriodFeatures Features, int Horizon, CellDesign Cells)
{
    /// <summary>Whether the network holds the regression on counts inside: ŷ = r + α·f, in log odds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonPropertyName("has_rival")]
    public bool HasBaseline { get; init; }

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    internal bool IsInRange =>
        Cells.IsInRange && !Cells.Bidirectional && Horizon is >= 1 and <= 100 && Enum.IsDefined(Period)
            && Features.Count <= 10_000
            && Rule.AbsentPeriods is >= 0 and <= 1000;
}
