using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies.Channels;

/// <summary>What is said to rows, as CSV and in words.</summary>
/// <param name="data">The rows.</param>
/// <param name="verdicts">What is said to them.</param>
internal sealed class ChannelTables(ChannelData data, ChannelVerdicts verdicts)
{
    private const int MostShares = 3;

    /// <summary>
    /// A line for each row: time, score, 1 for an anomaly, the channel that contributes most, its value and what was
    /// expected.
    /// </summary>
    /// <returns>CSV with a header.</returns>
    public string Rows()
    {
        var text = new StringBuilder($"{CsvCell.Of(data.TimeName ?? "row")},score,anomaly,channel,value,expected\n");
        for (int r = 0; r < data.Count; r++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{data.LabelAt(r)},{verdicts.Scores[r]:0.####},{(verdicts.IsAnomalous[r] ? 1 : 0)},{Channel(r)}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// A line for each range of anomalies: first and last row, how many, the highest score and where it is, the
    /// channel, its value and what was expected there.
    /// </summary>
    /// <param name="from">The first row that counts.</param>
    /// <returns>CSV with a header.</returns>
    public string Ranges(int from)
    {
        var text = new StringBuilder("first,last,rows,score,peak,channel,value,expected\n");
        foreach (RowRange range in verdicts.Ranges(from))
        {
            int peak = verdicts.Peak(range);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{data.LabelAt(range.Start)},{data.LabelAt(range.End - 1)},{range.Length},"
                + $"{verdicts.Scores[peak]:0.####},{data.LabelAt(peak)},{Channel(peak)}\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// A line for each channel that has a part in an alarm: the alarm's first row and its peak, the channel, its share,
    /// its deviations from normal, its value and what was expected at the peak.
    /// </summary>
    /// <param name="from">The first row that counts.</param>
    /// <returns>CSV with a header.</returns>
    public string Contributions(int from)
    {
        var text = new StringBuilder("first,peak,channel,share,score,value,expected\n");
        foreach (RowRange range in verdicts.Ranges(from))
        {
            int peak = verdicts.Peak(range);
            foreach ((int channel, double share) in verdicts.Contributions(peak))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{data.LabelAt(range.Start)},{data.LabelAt(peak)},{CsvCell.Of(data.Channels[channel])},"
                    + $"{share:0.####},{verdicts.ByChannel[channel][peak]:0.####},"
                    + $"{Number(data.Columns[channel][peak])},{Number(verdicts.Expected[channel][peak])}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What channels have in a row's score, in words.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Such as <c>pressure 83 %, flow 17 %</c>.</returns>
    public string Shares(int row) => string.Join(
        ", ",
        verdicts.Contributions(row).Take(MostShares)
            .Select(c => $"{data.Channels[c.Channel]} {FigureText.Percent(c.Share, 0)}"));

    /// <summary>A range of anomalies in words.</summary>
    /// <param name="range">The range.</param>
    /// <returns>Such as <c>2014-04-11 09:00:00, 12 rows: latency is 812, expected 44.1</c>.</returns>
    public string Describe(RowRange range)
    {
        int peak = verdicts.Peak(range);
        return $"{data.LabelAt(range.Start)}, {FigureText.Counted(range.Length, "row")}: "
            + $"{data.Channels[verdicts.Channels[peak]]} is {Shown(peak, isExpected: false)}, "
            + $"expected {Shown(peak, isExpected: true)}";
    }

    /// <summary>
    /// The value of a row's oddest channel, or what was expected in its place, with as many decimals as tell the two
    /// apart.
    /// </summary>
    public string Shown(int row, bool isExpected)
    {
        int channel = verdicts.Channels[row];
        (double value, double expected) = (data.Columns[channel][row], verdicts.Expected[channel][row]);
        return FigureText.Number(
            isExpected ? expected : value, Math.Max(0, FigureText.Decimals([value - expected]) - 1));
    }

    public static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("0.######", CultureInfo.InvariantCulture) : "";

    private string Channel(int row)
    {
        int channel = verdicts.Channels[row];
        return $"{CsvCell.Of(data.Channels[channel])},{Number(data.Columns[channel][row])},"
            + $"{Number(verdicts.Expected[channel][row])}";
    }
}
