using System.Text.Json;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Anomalies;

/// <summary>A fitted detector fed line by line: a session whose answers have the header of a prediction.</summary>
internal sealed class ChannelLines : IStreamingModel
{
    private readonly ChannelSession _session;
    private readonly string _timeName;
    private long _rows;

    /// <summary>A stream at its beginning.</summary>
    /// <param name="model">The detector.</param>
    /// <param name="cells">How cells are written.</param>
    public ChannelLines(ChannelModel model, ReadOptions cells)
    {
        _session = new ChannelSession(model, StateMark.Of(model), cells);
        _timeName = model.Design.TimeName ?? "row";
    }

    /// <inheritdoc/>
    public string Header => $"{CsvCell.Of(_timeName)},{ChannelTables.RowColumns}";

    /// <inheritdoc/>
    public StreamSummary Summary => new(
        _rows, _rows, 0, 0, new Dictionary<string, double>(), "", new Dictionary<string, double>(),
        new Dictionary<double, double>());

    /// <inheritdoc/>
    public IStreamAnswer? Take(string line, long number)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        using var row = JsonDocument.Parse($"\"{JsonEncodedText.Encode(line.TrimStart('\uFEFF'))}\"");
        ChannelAnswer? answer = _session.Take(row.RootElement, number);
        _rows += answer is null ? 0 : 1;
        return answer;
    }

    /// <inheritdoc/>
    public void Learn()
    {
        // What is usual stays as it was fitted.
    }

    /// <inheritdoc/>
    public void SaveCheckpoint(string path) =>
        throw new InvalidOperationException("A fitted detector does not learn from a stream.");

    /// <inheritdoc/>
    public void Resume(string path) =>
        throw new InvalidOperationException("A fitted detector does not learn from a stream.");

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
