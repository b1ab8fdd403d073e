using System.Globalization;
using System.Text;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>The verdicts on rows, as CSV and in words.</summary>
/// <param name="data">The rows.</param>
/// <param name="verdicts">The verdicts.</param>
/// <param name="from">The first row that counts.</param>
internal sealed class ChannelTables(ChannelData data, ChannelVerdicts verdicts, int from)
{
    /// <summary>Between the channels of an incident.</summary>
    public const char Separator = ';';

    /// <summary>The columns of a row's verdict, after its time.</summary>
    public const string RowColumns = "score,anomaly,channel,value,expected,incident";

    /// <summary>The views: single values, means of the last rows, and shapes.</summary>
    public const string ViewColumns = "residual,level,shape";

    private const int MostShares = 3;
    private const double MostDays = 36_500, LeastShare = 0.1;

    // Those that say more of the cause first.
    private static readonly ChannelReason[] _others =
        [ChannelReason.Silence, ChannelReason.Missing, ChannelReason.Constant, ChannelReason.Shape];

    /// <summary>The incidents, in order of time.</summary>
    public IReadOnlyList<ChannelIncident> Incidents { get; } = verdicts.Incidents(from);

    /// <summary>The incidents, the one with the highest score first.</summary>
    public IEnumerable<ChannelIncident> Clearest => Incidents.OrderByDescending(i => i.Score);

    /// <summary>How rare a row is, as tables count it: days between two of them, or rows without times.</summary>
    public string RarityName => data.Stamps is null ? "once_in_rows" : "once_in_days";

    private double DaysPerRow => data.Stamps is { Count: > 1 } stamps
        ? (stamps[^1] - stamps[0]).TotalDays / (stamps.Count - 1)
        : 1;

    /// <summary>
    /// A line for each row: time, score, 1 for an anomaly, the channel that contributes most, its value, what was
    /// expected, and where the incident began that it is in.
    /// </summary>
    /// <returns>CSV with a header.</returns>
    public string Rows()
    {
        var text = new StringBuilder($"{CsvCell.Of(data.TimeName ?? "row")},{RowColumns}\n");

        // An incident that continues from the training rows begins again at the first searched row, as in the table
        // of incidents.
        HashSet<int> starts = [.. verdicts.Ranges().Concat(verdicts.Ranges(from)).Select(r => r.Start)];
        string start = "";
        for (int r = 0; r < data.Count; r++)
        {
            start = starts.Contains(r) ? data.LabelAt(r) : start;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{data.LabelAt(r)},{ScoreText(verdicts.Shown[r])},{(verdicts.IsAnomalous[r] ? 1 : 0)},{Channel(r)},"
                + $"{(verdicts.IsAnomalous[r] ? start : "")}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// A line for each incident: first and last anomaly, how many rows, the channels, the highest score, how rare it
    /// is, the row that is described, the oddest channel there, its value, the expected value, the reason, and the
    /// highest score of each view of the oddest channel.
    /// </summary>
    /// <returns>CSV with a header.</returns>
    public string IncidentLines()
    {
        var text = new StringBuilder(
            $"start,end,rows,channels,score,{RarityName},peak,channel,value,expected,reason,"
            + $"{ViewColumns}\n");
        foreach (ChannelIncident incident in Incidents)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{data.LabelAt(incident.Rows.Start)},{data.LabelAt(incident.Rows.End - 1)},{incident.Rows.Length},"
                + $"{CsvCell.Of(ChannelsOf(incident))},{incident.Score:0.####},{Rarity(incident):0.##},"
                + $"{data.LabelAt(incident.Peak)},{Channel(incident.Peak)},{Word(Reason(incident))},"
                + $"{string.Join(',', Views(incident).Select(Number))}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// A line for each channel that has a part in an incident: the incident's first row and its peak, the channel, its
    /// share, its score, its value and the expected value at the peak.
    /// </summary>
    /// <returns>CSV with a header.</returns>
    public string Contributions()
    {
        var text = new StringBuilder("start,peak,channel,share,score,value,expected\n");
        foreach (ChannelIncident incident in Incidents)
        {
            foreach ((int channel, double share) in verdicts.Contributions(incident.Peak))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{data.LabelAt(incident.Rows.Start)},{data.LabelAt(incident.Peak)},"
                    + $"{CsvCell.Of(data.Channels[channel])},{share:0.####},"
                    + $"{verdicts.ByChannel[channel][incident.Peak]:0.####},"
                    + $"{Number(data.Columns[channel][incident.Peak])},"
                    + $"{Number(verdicts.Expected[channel][incident.Peak])}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The incidents for programs and for the table on the terminal.</summary>
    public IReadOnlyList<JobIncident> ToJob() =>
    [
        .. Clearest.Select(i => new JobIncident(
            data.LabelAt(i.Rows.Start), data.LabelAt(i.Rows.End - 1), i.Rows.Length,
            [.. i.Channels.Select(c => data.Channels[c])], i.Score, RarityName, Rarity(i), What(i))),
    ];

    /// <summary>What channels have in a row's score, in words.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Such as <c>pressure 83 %, flow 17 %</c>.</returns>
    public string Shares(int row) => string.Join(
        ", ",
        verdicts.Contributions(row).Take(MostShares)
            .Select(c => $"{data.Channels[c.Channel]} {FigureText.Percent(c.Share, 0)}"));

    /// <summary>The channels of an incident, the oddest first; a name that holds the separator is quoted.</summary>
    public string ChannelsOf(ChannelIncident incident) =>
        string.Join(Separator, incident.Channels.Select(c => CsvCell.Of(data.Channels[c], Separator)));

    /// <summary>How rare an incident is.</summary>
    public string RarityInWords(ChannelIncident incident) => Rarity(incident) switch
    {
        var rows when data.Stamps is null => $"once in {FigureText.Count((long)rows)} rows",
        > MostDays => "once in more than 100 years",
        var days => $"once in {FigureText.Number(days, days < 10 ? 1 : 0)} days",
    };

    /// <summary>An incident in words.</summary>
    /// <param name="incident">The incident.</param>
    /// <returns>Such as <c>2014-04-11 09:00:00 to 2014-04-11 20:00:00, latency: is 812, expected 44.1; once in 90
    /// days</c>.</returns>
    public string Describe(ChannelIncident incident) =>
        $"{data.LabelAt(incident.Rows.Start)} to {data.LabelAt(incident.Rows.End - 1)}, "
        + $"{string.Join(", ", incident.Channels.Select(c => data.Channels[c]))}: {What(incident)}; "
        + RarityInWords(incident);

    /// <summary>What is odd at the peak of an incident.</summary>
    public string What(ChannelIncident incident) => Reason(incident) switch
    {
        ChannelReason.Constant => $"constant at {Number(HeldAt(incident))} for too long{Until(incident)}",
        ChannelReason.Shape => "a shape that hardly any other rows have",
        ChannelReason.Missing => $"no value for too long{Until(incident)}",
        ChannelReason.Silence => "no row for too long before it",
        _ => $"is {Shown(incident.Peak, isExpected: false)}, expected {Shown(incident.Peak, isExpected: true)}",
    };

    /// <summary>
    /// The value of a row's oddest channel, or the expected value, with enough decimals to distinguish the two.
    /// </summary>
    public string Shown(int row, bool isExpected)
    {
        int channel = verdicts.Channels[row];
        (double value, double expected) = (data.Columns[channel][row], verdicts.Expected[channel][row]);
        return double.IsNaN(expected)
            ? isExpected ? "" : Number(value)
            : FigureText.Number(
                isExpected ? expected : value, Math.Max(0, FigureText.Decimals([value - expected]) - 1));
    }

    /// <summary>The score of a row as tables have it, empty if it was not searched.</summary>
    public static string ScoreText(double score) => double.IsNaN(score) ? "" : Invariant.Of($"{score:0.####}");

    /// <summary>The number with the fewest digits that is this one in single precision.</summary>
    public static double Exact(float value) => double.Parse(Invariant.Of($"{value}"), CultureInfo.InvariantCulture);

    // A number of single precision is shown with the digits that it was read from: 47.3, not 47.299999.
    public static string Number(double value) => double.IsFinite(value)
        ? Invariant.Of($"{(value == (float)value ? Exact((float)value) : value):0.######}") : "";

    /// <summary>A reason as tables have it.</summary>
    public static string Word(ChannelReason reason) => reason.ToString().ToLowerInvariant();

    /// <summary>
    /// Why an incident is one. A channel that stood still is often odder still when it moves again: that it stood still
    /// is the reason.
    /// </summary>
    private ChannelReason Reason(ChannelIncident incident)
    {
        ChannelReason[] reasons = [.. RowsOfPeak(incident).Select(r => verdicts.Reasons[r])];
        return _others.FirstOrDefault(
            other => !(other == ChannelReason.Shape && incident.BeginsWithValue)
                && reasons.Count(r => r == other) is > 0 and var count && count >= LeastShare * reasons.Length,
            ChannelReason.Value);
    }

    private double HeldAt(ChannelIncident incident) => data.Columns[incident.Channels[0]][
        RowsOfPeak(incident).First(r => verdicts.Reasons[r] == ChannelReason.Constant)];

    // Rows after it may be odd for other reasons.
    private string Until(ChannelIncident incident)
    {
        ChannelReason reason = Reason(incident);
        int last = RowsOfPeak(incident).Last(r => verdicts.Reasons[r] == reason);
        return last == incident.Rows.End - 1 ? "" : $", until {data.LabelAt(last)}";
    }

    private IEnumerable<int> RowsOfPeak(ChannelIncident incident) =>
        verdicts.RowsOf(incident.Rows, incident.Channels[0]);

    /// <summary>The highest score of each view of an incident's oddest channel, in words.</summary>
    public string ViewsInWords(ChannelIncident incident) => string.Join(
        ", ",
        ViewColumns.Split(',').Zip(Views(incident), (name, v) =>
            double.IsNaN(v) ? "" : $"{name} {FigureText.Number(v, 1)}")
            .Where(text => text.Length > 0));

    private IEnumerable<double> Views(ChannelIncident incident) => ViewColumns.Split(',').Select((_, v) =>
        RowsOfPeak(incident).Max(
            r => verdicts.Views.Count == 0 ? double.NaN : verdicts.Views[r][incident.Channels[0]][v]));

    private double Rarity(ChannelIncident incident) =>
        ChannelVerdicts.RowsBetween(incident.Score) * DaysPerRow;

    private string Channel(int row)
    {
        int channel = verdicts.Channels[row];
        return $"{CsvCell.Of(data.Channels[channel])},{Number(data.Columns[channel][row])},"
            + $"{Number(verdicts.Expected[channel][row])}";
    }
}
