using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Tasks.Anomalies;
using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Anomalies.Thresholds;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Reading;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Cli.Options;

/// <summary>What is searched for anomalies, and how.</summary>
internal sealed class AnomalyOptionSet
{
    private readonly Option<string[]> _targets = OptionKinds.Names("--target", "names", "Channels to watch. Default: every column of numbers.");
    private readonly Option<string?> _time = OptionKinds.Text("--time", "name", "Column of time stamps; 'none' numbers the rows. Default: found.");
    private readonly Option<string?> _label = OptionKinds.Text("--label", "name", "Column of 0 and 1 that says what is an anomaly; used for measuring alone.");

    private readonly Option<bool> _events = OptionKinds.Switch("--events", "The file is a log: a row is an event of an entity, with categories and numbers.");
    private readonly Option<string?> _id = OptionKinds.Text("--id", "name", "Column that says whose event a row is. Default: found.");
    private readonly Option<string?> _event = OptionKinds.Text("--event", "name", "Column that names the event; 'none' for none. Default: found.");
    private readonly Option<string[]> _categories = OptionKinds.Names("--categories", "names", "Other columns of categories; 'none' for none. Default: found.");
    private readonly Option<string[]> _numbers = OptionKinds.Names("--numbers", "names", "Columns of numbers; 'none' for none. Default: found.");
    private readonly Option<bool> _sort = OptionKinds.Switch("--sort", "Sort events that are not in order of time.");
    private readonly Option<double?> _memory = OptionKinds.Number("--memory", "Hours over which the surprise of an entity's events adds up. Default 2.");
    private readonly Option<int?> _simulate = OptionKinds.Whole("--simulate-cards", "Search a simulated log of so many cards instead of a file.");

    private readonly Option<ChannelScoreKind?> _score = OptionKinds.Choice(
        "--score", "What scores are made from: the error of a forecast, or of a reconstruction. Default forecast.",
        ("forecast", ChannelScoreKind.Forecast), ("reconstruction", ChannelScoreKind.Reconstruction));

    private readonly Option<ThresholdKind?> _threshold = OptionKinds.Choice(
        "--threshold", "A fixed rate of false alarms, or Telemanom's dynamic threshold with pruning. Default rate.",
        ("rate", ThresholdKind.Rate), ("dynamic", ThresholdKind.Dynamic));

    private readonly Option<double?> _rate = OptionKinds.Number("--rate", "Share of the rows learned from that lies above the threshold. Default 0.001.");
    private readonly Option<double?> _pruning = OptionKinds.Number("--pruning", "Least fall between maxima, of the dynamic threshold. Default 0.13.");
    private readonly Option<double?> _learn = OptionKinds.Number("--learn", "Share of the rows that is learned from, 0.05 to 0.95; the rest is searched. Default 0.5.");
    private readonly Option<int?> _window = OptionKinds.Whole("--window", "Rows of a piece that is trained on, and of a reconstruction. Default 48.");

    private readonly Option<bool> _stream = OptionKinds.Switch("--stream", "On line: learn from the first rows, then score each line as it comes; without a file, from standard input.");
    private readonly Option<int?> _learnRows = OptionKinds.Whole("--learn-rows", "On line: rows to learn from. Default: 15 % of a file, at most 750; 500 of standard input.");
    private readonly Option<string?> _nab = OptionKinds.Text("--nab", "DIR", "On line over the Numenta Anomaly Benchmark in this folder, and its scores.");

    /// <summary>What the columns mean.</summary>
    public OptionGroup Columns => new("Columns", [_targets, _time, _label]);

    /// <summary>Logs of events.</summary>
    public OptionGroup Events => new("Events", [_events, _id, _event, _categories, _numbers, _sort, _memory, _simulate]);

    /// <summary>How anomalies are found.</summary>
    public OptionGroup Search => new("Search", [_score, _threshold, _rate, _pruning, _learn, _window]);

    /// <summary>On line.</summary>
    public OptionGroup OnLine => new("On line", [_stream, _learnRows, _nab]);

    /// <summary>The column of labels, or null.</summary>
    public string? Label(ParseResult result) => result.GetValue(_label);

    /// <summary>Whether the file is a log of events.</summary>
    public bool IsLog(ParseResult result) => result.GetValue(_events) || result.GetValue(_id) is not null;

    /// <summary>Whether lines are scored as they come.</summary>
    public bool IsStream(ParseResult result) => result.GetValue(_stream);

    /// <summary>The benchmark's folder, or null.</summary>
    public string? Nab(ParseResult result) => result.GetValue(_nab);

    /// <summary>Cards to simulate, or null.</summary>
    public int? Cards(ParseResult result) => new AnomalyOptions { Cards = result.GetValue(_simulate) }.Cards;

    /// <summary>Rows to learn from on line, or null.</summary>
    public int? LearnRows(ParseResult result) => new AnomalyOptions { LearnRows = result.GetValue(_learnRows) }.LearnRows;

    /// <summary>Which columns are channels and which is the time.</summary>
    public ReadOptions Reading(ParseResult result, ReadOptions cells) =>
        cells with { Targets = result.GetValue(_targets) is { Length: > 0 } names ? names : null, Time = result.GetValue(_time) };

    /// <summary>How a log of events is read.</summary>
    public EventReadOptions EventReading(ParseResult result, ReadOptions cells) => new()
    {
        Id = result.GetValue(_id),
        Time = result.GetValue(_time),
        Event = result.GetValue(_event),
        Categories = result.GetValue(_categories) is { Length: > 0 } categories ? categories : null,
        Numbers = result.GetValue(_numbers) is { Length: > 0 } numbers ? numbers : null,
        Label = result.GetValue(_label),
        Sort = result.GetValue(_sort),
        Missing = cells.Missing,
        DecimalSeparator = cells.DecimalSeparator,
        Delimiter = cells.Delimiter,
        TimeFormat = cells.TimeFormat,
    };

    /// <summary>How anomalies are found.</summary>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public AnomalyOptions Read(ParseResult result, FitOptions fit) => new()
    {
        Fit = fit,
        Score = result.GetValue(_score) ?? ChannelScoreKind.Forecast,
        Threshold = result.GetValue(_threshold) ?? ThresholdKind.Rate,
        Rate = result.GetValue(_rate) ?? 0.001,
        Pruning = result.GetValue(_pruning) ?? 0.13,
        Learn = result.GetValue(_learn) ?? 0.5,
        Window = result.GetValue(_window),
        Memory = result.GetValue(_memory) ?? 2,
    };

    /// <summary>Modes that exclude each other.</summary>
    /// <exception cref="UsageException">Two were asked for.</exception>
    public void RequireOneMode(ParseResult result, bool hasFile)
    {
        if (Nab(result) is not null && (hasFile || IsStream(result) || IsLog(result)))
        {
            throw new UsageException("--nab runs the benchmark's own files: leave out the file and --stream, --events and --id.");
        }

        if (result.GetValue(_simulate) is not null && (hasFile || IsStream(result)))
        {
            throw new UsageException("--simulate-cards stands in place of a file: leave out the file and --stream.");
        }

        if (IsStream(result) && IsLog(result))
        {
            throw new UsageException("--stream scores rows of channels; a log of events is searched without it, or by carousel predict with a trained model.");
        }
    }
}
