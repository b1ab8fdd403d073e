using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Gaps;

/// <summary>A log of events, its ids divided: an id belongs to one part whole.</summary>
/// <param name="Log">The file that holds the training part.</param>
/// <param name="Parts">The ids that have two events or more.</param>
/// <param name="Notes">What was noticed, a sentence each.</param>
internal sealed record GapData(EventLog Log, DataParts<GapHistory> Parts, IReadOnlyList<string> Notes)
{
    private const int FewestIds = 10;

    /// <summary>Reads and divides a log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which columns, which parts.</param>
    /// <exception cref="DataFormatException">A file can't be read, or holds too few silences.</exception>
    /// <exception cref="OptionException">The shares leave nothing to learn from.</exception>
    public static GapData Read(string path, GapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EventLog log = EventReader.ReadCsv(path, options.Reading);
        var columns = EventColumns.Of(log);
        List<string> notes = [.. log.Notes];
        IReadOnlyList<GapHistory> histories = GapHistory.Of(log);
        if (histories.Count < FewestIds)
        {
            throw new DataFormatException(
                $"{path} has {FigureText.Counted(histories.Count, "id")} with two events or more; "
                + $"{FewestIds} are the least to learn from. Pass a log of more ids.");
        }

        if (log.Count > histories.Count)
        {
            notes.Add(
                $"{FigureText.Count(log.Count - histories.Count)} of {FigureText.Counted(log.Count, "id")} have one "
                + "event only, so no silence: they are left out.");
        }

        return new GapData(
            log,
            DataParts.Of(
                options, Part,
                (validation, test) => DataParts.Draw(histories, "parts of ids", validation, test, path, "id")),
            notes);

        IReadOnlyList<GapHistory> Part(string file)
        {
            EventReadOptions reading = columns.ToOptions(options.Reading) with { Sort = options.Reading.Sort };
            return GapHistory.Required(EventReader.ReadCsv(file, reading));
        }
    }

    /// <summary>A text that differs for other data.</summary>
    internal string Fingerprint() => Parts.Fingerprint((hash, history) =>
    {
        EventSequence events = history.Events;
        for (int t = 0; t < events.Length; t++)
        {
            hash.Add($"{events.Times[t].Ticks}\t");
            for (int c = 0; c < Log.Categories.Count; c++)
            {
                hash.Add($"{history.Category(c, t)}\t");
            }
        }

        for (int n = 0; n < Log.Numbers.Count; n++)
        {
            hash.Add(events.Number(n));
        }

        hash.Add("\n");
    });
}

/// <summary>The events of one id.</summary>
/// <param name="Log">The log that holds them.</param>
/// <param name="Index">Which of its ids.</param>
public sealed record GapHistory(EventLog Log, int Index)
{
    /// <summary>The events in order of time.</summary>
    internal EventSequence Events => Log[Index];

    /// <summary>The ids of a log that have two events or more.</summary>
    /// <param name="log">The log.</param>
    public static IReadOnlyList<GapHistory> Of(EventLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return [.. Enumerable.Range(0, log.Count).Where(i => log[i].Length > 1).Select(i => new GapHistory(log, i))];
    }

    /// <summary>The ids of a log that have two events or more, for a test.</summary>
    /// <param name="log">The log.</param>
    /// <exception cref="DataFormatException">No id has two events.</exception>
    public static IReadOnlyList<GapHistory> Required(EventLog log) => Of(log) is { Count: > 0 } histories
        ? histories
        : throw new DataFormatException(
            $"{log.Name}: no id has two events, so there is no silence to measure. Pass a longer log.");

    /// <summary>How long it is silent after each event but the last, as <see cref="Silence"/> says.</summary>
    public IEnumerable<double> Silences => Enumerable.Range(0, Events.Length - 1).Select(Silence);

    /// <summary>How long it is silent after an event: ln(1 + seconds), since events may have one time.</summary>
    /// <param name="at">The event; not the last.</param>
    public double Silence(int at) => Math.Log(1 + (Events.Times[at + 1] - Events.Times[at]).TotalSeconds);

    /// <summary>The text of a category of an event.</summary>
    /// <param name="column">Which column of categories.</param>
    /// <param name="at">The event.</param>
    public string Category(int column, int at) => Log.Categories[column].Values[Events.Category(column)[at]];
}
