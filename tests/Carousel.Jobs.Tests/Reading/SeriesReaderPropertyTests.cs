using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>What was written in any of the forms is read back.</summary>
public sealed class SeriesReaderPropertyTests
{
    [Fact]
    public void ReadCsv_ReadsBackWhatWasWritten_InEveryForm() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int[]>().Filter(v => v.Length > 1),
            ArbMap.Default.ArbFor<(byte Delimiter, byte Stamp, bool Windows, bool Quotes, bool Backwards)>(),
            (numbers, form) =>
            {
                float[] values = [.. numbers.Select(n => (n % 10000) / 8f)];
                char delimiter = ",;\t|"[form.Delimiter % 4];
                bool comma = delimiter == ';';
                string stamp = new[] { "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ssZ", "dd.MM.yyyy",
                    "yyyyMMdd" }[form.Stamp % 5];
                IEnumerable<string> lines = values.Select((v, t) => string.Join(
                    delimiter,
                    Quote(
                        new DateTime(2001, 1, 13).AddDays(t).ToString(stamp, CultureInfo.InvariantCulture),
                        form.Quotes),
                    Quote(Number(v, comma), form.Quotes)));
                lines = form.Backwards ? lines.Reverse() : lines;
                string end = form.Windows ? "\r\n" : "\n";
                string text = "day" + delimiter + "x" + end + string.Join(end, lines) + end;

                SeriesSet set = SeriesReader.ReadCsv(
                    new StringReader(text), "x.csv", new ReadOptions { DecimalSeparator = comma ? ',' : '.' });
                return set.Frequency == new Frequency(FrequencyUnit.Day) && set[0].Column("x").SequenceEqual(values)
                    && set[0].TimeAt(0) == new DateTime(2001, 1, 13);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void ReadCsv_ReadsOrRefusesInOneSentence_WhateverTheText() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), ArbMap.Default.ArbFor<byte>(), (cells, width) =>
        {
            string text = string.Concat(cells.Select((c, k) => c + ((k + 1) % ((width % 4) + 1) == 0 ? "\n" : ",")));
            try
            {
                return SeriesReader.ReadCsv(new StringReader(text), "x.csv").Count > 0;
            }
            catch (DataFormatException caught)
            {
                return caught.Message.StartsWith("x.csv", StringComparison.Ordinal) && caught.Message.EndsWith('.');
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static string Quote(string cell, bool quotes) => quotes ? $"\"{cell}\"" : cell;

    private static string Number(float value, bool comma)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        return comma ? text.Replace('.', ',') : text;
    }
}
