using System.Text.Json;
using System.Text.Json.Serialization;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Anomalies;

/// <summary>The position of a stream of channels, to and from a checkpoint; its values are separate
/// tensors.</summary>
/// <param name="Header">The names of the cells of a line.</param>
/// <param name="Delimiter">What separates cells.</param>
/// <param name="DecimalSeparator">Of the numbers.</param>
/// <param name="Time">The cell of the time stamp; −1 for numbered rows.</param>
/// <param name="FirstStamp">The first time stamp, whose form is that of all.</param>
/// <param name="Columns">[C]: the channels' cells.</param>
/// <param name="LastTicks">The last time stamp; null before the first.</param>
/// <param name="AtLast">How many rows had it.</param>
/// <param name="Rows">Rows taken.</param>
/// <param name="Answers">Rows scored.</param>
/// <param name="Detector">Where the detector stands.</param>
internal sealed record ChannelPosition(
    string[] Header, char Delimiter, char DecimalSeparator, int Time, string? FirstStamp, int[] Columns,
    long? LastTicks, long AtLast, long Rows, long Answers,
    DetectorPosition Detector)
{
    /// <summary>The cell of the hour, where the time stamp is a date; null where it is whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Clock { get; init; }

    /// <summary>The position as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SeriesJson.Default.ChannelPosition);

    /// <summary>Reads a position.</summary>
    /// <param name="path">The checkpoint, for messages.</param>
    /// <param name="text">What <see cref="ToJson"/> wrote.</param>
    /// <exception cref="CheckpointException">It can't be understood.</exception>
    public static ChannelPosition Read(string path, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SeriesJson.Default.ChannelPosition) is { Fits: true } position
                ? position
                : throw NotUnderstood(path);
        }
        catch (JsonException exception)
        {
            throw NotUnderstood(path, exception);
        }
    }

    /// <summary>The exception for a checkpoint whose parts do not belong together.</summary>
    public static CheckpointException NotUnderstood(string path, Exception? inner = null) =>
        new($"{path}: the position in the checkpoint cannot be understood.", inner!);

    /// <summary>The values as a tensor; empty without values.</summary>
    public static IEnumerable<StoredTensor> Store(string name, float[] values) =>
        values.Length == 0 ? [] : [new StoredTensor(name, new Shape(values.Length), values)];

    /// <summary>The values of a tensor; none where there is no such tensor.</summary>
    public static ReadOnlyMemory<float> Stored(IReadOnlyDictionary<string, StoredTensor> tensors, string name) =>
        tensors.TryGetValue(name, out StoredTensor? tensor) ? tensor.Values : default;

    private bool Fits =>
        Columns.Length > 0 && Columns.All(c => c >= 0 && c < Header.Length) && Time >= -1 && Time < Header.Length
            && (Time < 0) == (FirstStamp is null)
            && (Clock is null || (Clock >= 0 && Clock < Header.Length && Time >= 0))
            && LastTicks is null or (>= 0 and <= 3155378975999999999) && Rows > 0 && Detector.Fits(Columns.Length);
}

/// <summary>Where a detector stands.</summary>
/// <param name="LearningRows">Rows that are learned from first.</param>
/// <param name="Rows">Rows taken.</param>
/// <param name="LastAlarm">The row of the last alarm.</param>
/// <param name="Scales">[C]; empty while it learns its first.</param>
/// <param name="Watches">[C].</param>
/// <param name="LearningTicks">The time stamps of the rows to learn from, while it learns its first.</param>
/// <param name="Forecaster">Where the forecaster stands; null while it learns its first.</param>
internal sealed record DetectorPosition(
    int LearningRows, long Rows, long LastAlarm, RobustScale[] Scales, ChannelWatch[] Watches,
    long?[] LearningTicks, ForecasterPosition? Forecaster)
{
    /// <summary>Whether the channel exists.</summary>
    public bool Fits(int channels) =>
        LearningRows > 0 && Rows > 0 && Watches.Length == channels && Watches.All(w => w is { IsSound: true })
        && (Forecaster is null
            ? LearningTicks.Length == Rows && Rows < LearningRows
            : Scales.Length == channels && LearningTicks.Length == 0)
        && Scales.All(s => double.IsFinite(s.Center) && double.IsFinite(s.Scale) && s.Scale > 0);
}

/// <summary>Where a forecaster stands.</summary>
/// <param name="Seen">Rows taken.</param>
/// <param name="Draws">Pieces drawn.</param>
/// <param name="Sessions">The recurrent state of each network.</param>
internal sealed record ForecasterPosition(long Seen, uint Draws, byte[][] Sessions);
