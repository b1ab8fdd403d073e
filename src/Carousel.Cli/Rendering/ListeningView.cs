using System.Globalization;
using Carousel.Jobs.Fitting;
using Carousel.Speech;

namespace Carousel.Cli.Rendering;

/// <summary>Delays, cost and keywords of a stream as lines.</summary>
internal static class ListeningView
{
    /// <summary>Writes them to standard output.</summary>
    public static void Write(Terminal terminal, ListeningResult result)
    {
        ListeningMeasurement all = result.All;
        Say(
            $"  {result.Strings:N0} strings, {all.SoundSeconds / 60:0.0} min of sound; {all.Heard:N0} "
            + $"of {all.Words:N0} words recognised in order, {all.Missed:N0} missed");
        if (all.Heard > 0)
        {
            Say(
                $"  delay after the end of a word's sound: median {1000 * all.Delay(0.5):0} ms, 95 % "
                + $"within {1000 * all.Delay(0.95):0} ms, maximum {1000 * all.Delay(1):0} ms; {all.Early:N0} "
                + $"of {all.Heard:N0} reported before it");
            Say($"  error of a word's end: median {1000 * all.EndError:0} ms");
        }
        else
        {
            Say("  no word was recognised in order, so the delay is unknown");
        }

        Say($"  cost: {all.RealTimeFactor:0.0000} of real time");
        foreach ((string word, IReadOnlyList<KeywordMeasurement> rows) in result.Keywords)
        {
            string[] titles =
            [
                "threshold", "spoken", "missed", "miss rate", "surplus", "false alarms",
                $"per hour (of {rows[0].Hours:0.00} h without it)",
            ];
            TextGrid.Write(
                terminal,
                [
                    new TextGrid.Column($"keyword {word}", IsText: true),
                    .. titles.Select(t => new TextGrid.Column(t) { Short = t.Split(" (")[0] }),
                ],
                [.. rows.Select(row => CellsOf(row).Select(c => new TextGrid.Cell(c)).ToArray())],
                gap: 2);
            if (rows[0].Hours == 0)
            {
                Say(
                    $"  {word} occurs in every string, so false alarms cannot be measured: pass a table with more "
                    + "words.");
            }
        }

        void Say(string line) => terminal.WriteText(line);
    }

    private static string[] CellsOf(KeywordMeasurement row) =>
    [
        "", Text($"{row.Threshold:0.###}"), Text($"{row.Said}"), Text($"{row.Missed}"),
        Text($"{100 * row.MissRate:0.0} %"), Text($"{row.Surplus}"), Text($"{row.FalseAlarms}"),
        row.FalseAlarmsPerHour is { } alarms ? Text($"{alarms:0.0}") : FigureText.Unknown,
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
