using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>The network of a detector of channels and its inputs. Stored in the model file.</summary>
/// <param name="Channels">The channels' columns.</param>
/// <param name="TimeName">The column of time stamps; null for numbered rows.</param>
/// <param name="Score"><see cref="OnlyScore"/>. Version 0.1 had others. States of sessions carry a mark of this design,
/// so it stays in the file.</param>
/// <param name="Cells">The recurrent layers.</param>
/// <param name="Window">Rows of a piece that is trained on.</param>
/// <param name="Scales">Of each channel, from the learning part.</param>
internal sealed record ChannelDesign(
    IReadOnlyList<string> Channels, string? TimeName, string Score, CellDesign Cells, int Window,
    IReadOnlyList<RobustScale> Scales)
{
    /// <summary>Rows are scored by the forecast of the next row.</summary>
    public const string OnlyScore = "Forecast";

    private const int MostWindow = 10_000;

    /// <summary>How rows are resampled, in the form of <c>--every</c>; null if they are already on a grid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Every { get; init; }

    /// <summary>The clock of the time stamps; null where they name none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Clock { get; init; }

    /// <summary>The columns of a table whose sensors are the channels; null where channels are columns.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SensorColumns? Sensors { get; init; }

    /// <summary>The places of channels of which the rise from row to row is watched; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Rising { get; init; }

    /// <summary>Inputs of a step: the channels and the place in day and week.</summary>
    public int InputSize => Channels.Count + CalendarPhase.Count;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        Score == OnlyScore && Channels.Count >= 1 && Scales.Count == Channels.Count && Window is >= 2 and <= MostWindow
            && Cells.IsInRange
            && Sampling.Fault(Every) is null
            && (Clock is null || StampClock.Parse(Clock) is not null)
            && (Rising is null || Rising.All(c => c >= 0 && c < Channels.Count))
            && Scales.All(s => double.IsFinite(s.Center) && s.Scale > 0 && double.IsFinite(s.Scale));
}
