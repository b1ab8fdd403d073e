using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>
/// Reads files of the time series archives of UEA and UCR (<c>.ts</c>): one or many channels, unequal lengths, missing
/// values, class labels.
/// </summary>
internal static class TsFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="name">How messages call it.</param>
    /// <param name="reader">Its text.</param>
    /// <returns>The sequences; without a class where the file gives none.</returns>
    /// <exception cref="DataFormatException">A line can't be read.</exception>
    public static ClassData Read(string name, TextReader reader)
    {
        var header = new TsHeader(name);
        var samples = new List<ClassSample>();
        int channels = 0;
        long number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string text = line.Trim();
            if (text.Length == 0 || text[0] is '#' or '%')
            {
                continue;
            }

            if (!header.IsComplete)
            {
                header.Read(text, number);
                continue;
            }

            samples.Add(Case(name, header, text, number, samples.Count, ref channels));
        }

        if (!header.IsComplete)
        {
            throw new DataFormatException(
                $"{name} has no line '@data'. Add it after the header, before the cases.");
        }

        return samples.Count == 0
            ? throw new DataFormatException(
                $"{name} has no case after '@data'. Add lines of values that end with ':' and the class.")
            : new ClassData(name, Names(channels), samples)
            {
                Notes =
                [
                    $"{Path.GetFileName(name)} is in the .ts format.",
                    .. Optional.Of(header.SaysComplete && samples.Exists(s => s.Values.Contains(float.NaN))
                        ? "The header has '@missing false', but values are missing: they are read as gaps." : null),
                    .. Optional.Of(header.Labels.Distinct().Count() < header.Labels.Count
                        ? "'@classLabel' lists a class twice: it counts once." : null),
                ],
            };
    }

    private static string[] Names(int channels) =>
        [
            .. Enumerable.Range(1, channels)
                .Select(c => channels == 1 ? "value" : $"channel {c}"),
        ];

    private static ClassSample Case(string name, TsHeader header, string text, long line, int place, ref int channels)
    {
        string[] parts = text.Split(':');
        string label = header.HasLabels ? TsHeader.Unquoted(parts[^1].Trim()) : "";
        int found = parts.Length - (header.HasLabels ? 1 : 0);
        int expected = channels > 0 ? channels : header.Dimensions > 0 ? header.Dimensions : found;
        if (found != expected || found == 0)
        {
            throw new DataFormatException(
                name, line, 0,
                $"the case has {FigureText.Counted(found, "channel")}, "
                + $"{(channels > 0 ? "those before it have" : "the header says")} {expected}; channels and the class "
                + "are separated by ':'. Correct the line or '@dimensions'.");
        }

        channels = found;
        if (header.HasLabels && !header.Lists(label))
        {
            throw new DataFormatException(
                name, line, parts.Length,
                $"'@classLabel' does not list the class '{label}' ({CsvColumns.Shown(header.Labels)}). Correct the "
                + "line or the list.");
        }

        float[][] own = [.. parts.Take(found).Select((part, c) => Channel(name, part, line, c + 1))];
        int steps = own[0].Length, other = Array.FindIndex(own, o => o.Length != steps);
        if (other > 0)
        {
            throw new DataFormatException(
                name, line, other + 1,
                $"channel {other + 1} has {FigureText.Counted(own[other].Length, "value")}, channel 1 has {steps}. "
                + "Give every channel of a case the same length; write '?' for missing values.");
        }

        header.RequireLength(steps, line);
        return new ClassSample(label, line)
        {
            Id = $"{place + 1}",
            Values = [.. Enumerable.Range(0, steps).SelectMany(t => own.Select(channel => channel[t]))],
        };
    }

    private static float[] Channel(string name, string text, long line, int channel)
    {
        if (text.Contains('('))
        {
            throw new DataFormatException(
                name, line, channel,
                "the case has time stamps in brackets, which are not read. Write only the values, at even steps, and "
                + "'@timeStamps false'.");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        string[] cells = text.Split(',');
        float[] values = new float[cells.Length];
        for (int t = 0; t < cells.Length; t++)
        {
            string cell = cells[t].Trim();
            if (cell is "?" or "NaN")
            {
                values[t] = float.NaN;
            }
            else if (!float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out values[t])
                || !float.IsFinite(values[t]))
            {
                throw new DataFormatException(
                    name, line, channel,
                    $"value {t + 1} of channel {channel} is '{cell}', which is not a finite number. Values are "
                    + "separated by ',' and have a decimal point; '?' is a missing one.");
            }
        }

        return values;
    }
}
