using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>What is said to rows, as CSV and in words.</summary>
public static class ChannelTables
{
    /// <summary>A line for each row: time, score, 1 for an anomaly, the channel that contributes most, its value and what was expected.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="verdicts">What is said to them.</param>
    /// <returns>CSV with a header.</returns>
    public static string Rows(ChannelData data, ChannelVerdicts verdicts)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(verdicts);
        var text = new StringBuilder($"{CsvCell.Of(data.TimeName ?? "row")},score,anomaly,channel,value,expected\n");
        for (int r = 0; r < data.Count; r++)
        {
            int channel = verdicts.Channels[r];
            text.Append(CultureInfo.InvariantCulture, $"{data.LabelAt(r)},{verdicts.Scores[r]:0.####},{(verdicts.IsAnomalous[r] ? 1 : 0)},{CsvCell.Of(data.Channels[channel])},{Number(data.Columns[channel][r])},{Number(verdicts.Expected[channel][r])}\n");
        }

        return text.ToString();
    }

    /// <summary>A line for each range of anomalies: first and last row, how many, the highest score and where it is, the channel, its value and what was expected there.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="verdicts">What is said to them.</param>
    /// <param name="from">The first row that counts.</param>
    /// <returns>CSV with a header.</returns>
    public static string Ranges(ChannelData data, ChannelVerdicts verdicts, int from)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(verdicts);
        var text = new StringBuilder("first,last,rows,score,peak,channel,value,expected\n");
        foreach (RowRange range in verdicts.Ranges(from))
        {
            int peak = verdicts.Peak(range);
            int channel = verdicts.Channels[peak];
            text.Append(CultureInfo.InvariantCulture, $"{data.LabelAt(range.Start)},{data.LabelAt(range.End - 1)},{range.Length},{verdicts.Scores[peak]:0.####},{data.LabelAt(peak)},{CsvCell.Of(data.Channels[channel])},{Number(data.Columns[channel][peak])},{Number(verdicts.Expected[channel][peak])}\n");
        }

        return text.ToString();
    }

    /// <summary>A range of anomalies in words.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="verdicts">What is said to them.</param>
    /// <param name="range">The range.</param>
    /// <returns>Such as <c>2014-04-11 09:00:00, 12 rows: latency is 812, expected 44.1</c>.</returns>
    public static string Describe(ChannelData data, ChannelVerdicts verdicts, RowRange range)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(verdicts);
        int peak = verdicts.Peak(range);
        int channel = verdicts.Channels[peak];
        return $"{data.LabelAt(range.Start)}, {FigureText.Count(range.Length)} {(range.Length == 1 ? "row" : "rows")}: {data.Channels[channel]} is {Shown(data, verdicts, channel, peak, isExpected: false)}, expected {Shown(data, verdicts, channel, peak, isExpected: true)}";
    }

    /// <summary>A value or what was expected in its place, with as many decimals as tell the two apart.</summary>
    internal static string Shown(ChannelData data, ChannelVerdicts verdicts, int channel, int row, bool isExpected)
    {
        (double value, double expected) = (data.Columns[channel][row], verdicts.Expected[channel][row]);
        return FigureText.Number(isExpected ? expected : value, Math.Max(0, FigureText.Decimals([value - expected]) - 1));
    }

    internal static string Number(double value) => double.IsFinite(value) ? value.ToString("0.######", CultureInfo.InvariantCulture) : "";
}
