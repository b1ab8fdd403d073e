using System.Globalization;
using System.Text;
using Carousel.Studio.Data;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Tests.Data;

/// <summary>Tables that are read into memory, inspected, shown and drawn.</summary>
public sealed class TableTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-table");

    [Fact]
    public void MessyTable_IsReadWithItsOddRows()
    {
        Table table = Read(
            "\uFEFFday;shop;\"sold, net\";note\n"
            + "01.02.2024;\"North; \"\"old\"\"\";1.234,5;\n"
            + "02.02.2024;South;n/a;fine\n"
            + "\n"
            + "03.02.2024;South;7,25;fine;\n"
            + "04.02.2024;South;8\n"
            + "yesterday;South;9,5;\"two\nlines\"\n"
            + "06.02.2024;South;10,5;x\n");
        Assert.Equal(["day", "shop", "sold, net", "note"], table.Columns.Select(c => c.Name));
        Assert.Equal([2L, 3, 5, 6, 7, 9], table.Lines);
        Assert.Equal(
            [1234.5f, float.NaN, 7.25f, 8, 9.5f, 10.5f], table.Columns[2].Values);
        Assert.Equal([3L, 6, 7], table.Odd.Select(o => o.Line));
        Assert.Equal([3, 0, 1], table.Odd.Select(o => o.Column));
        Assert.Contains("'n/a' is not a number in column 'sold, net'", table.Odd[0].Sentence, StringComparison.Ordinal);
        RowPage page = table.Page(0, 2);
        Assert.Equal(["01.02.2024", "North; \"old\"", "1.234,5", ""], page.Cells[0]);
        Assert.Equal("two\nlines", table.Page(4, 9).Cells[0][3]);
    }

    [Fact]
    public void Findings_NameTimeSeasonIdsAndGaps()
    {
        var text = new StringBuilder("time,shop,temperature,sold\n");
        for (int r = 0; r < 24 * 21; r++)
        {
            foreach (string shop in new[] { "a", "b" })
            {
                if (r != 100)
                {
                    string warmth = r % 7 == 3 ? "" : "5";
                    text.Append(
                        $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm},{shop},{warmth},{10 + (r % 24)}\n");
                }
            }
        }

        DataSet found = TableFindings.Of(Read(text.ToString()));
        Assert.Equal(("hourly", 1L, 3600.0), (found.Time!.Step, found.Time.Gaps, found.Time.StepSeconds));
        Assert.Equal(("shop", 2), (found.Ids!.Column, found.Ids.Count));
        Assert.Equal(24, found.Season!.Rows);
        Assert.Equal(["time", "category", "number", "number"], found.Columns.Select(c => c.Kind));
        Recommendation first = found.Jobs[0];
        Assert.Equal("forecast", first.Job);
        Assert.Equal("""{"missing":[""],"target":["sold"],"horizon":24,"id":"shop"}""", first.Options.ToJsonString());
        Assert.Equal(["target", "horizon", "known", "id"], first.Questions.Select(q => q.Option));
    }

    [Theory]
    [InlineData("label,words\ngood,this is the lovely film #\nbad,the dull film # without end\n", "classify", "label")]
    [InlineData("id,x,state\n1,2.5,on\n1,3.5,on\n2,7.5,off\n2,8.5,off\n", "classify", "state")]
    [InlineData("x,y,state\n1.5,2,walk\n2.5,3,run\n3.5,9,walk\n4.5,2,run\n", "tag", "state")]
    [InlineData("file\ttranscript\na.wav\tone\nb.wav\ttwo\n", "transcribe", null)]
    [InlineData("time,load,anomaly\n2024-01-01,1.5,0\n2024-01-02,2.5,0\n2024-01-03,9.5,1\n", "anomaly", "anomaly")]
    public void Recommendation_FollowsTheColumns(string head, string job, string? label)
    {
        string[] lines = head.TrimEnd('\n').Split('\n');
        string body = string.Concat(Enumerable.Range(0, 12).SelectMany(
            k => lines[1..].Select(line => line.Replace("#", $"{k}", StringComparison.Ordinal) + "\n")));
        Recommendation first = TableFindings.Of(Read($"{lines[0]}\n{body}")).Jobs[0];
        Assert.Equal((job, label), (first.Job, first.Options["label"]?.GetValue<string>()));
    }

    [Fact]
    public void DayOrMonth_IsAskedWhereNothingTells()
    {
        string rows = string.Concat(Enumerable.Range(1, 12).Select(d => $"{d}/{d}/2024 10:00,{d * d}\n"));
        Recommendation first = TableFindings.Of(Read("when,sold\n" + rows)).Jobs[0];
        Question asked = Assert.Single(first.Questions, q => q.Option == "time-format");
        Assert.Equal(["d/M/yyyy H:mm", "M/d/yyyy H:mm"], asked.Choices!.Select(c => c.Value));
    }

    [Fact]
    public void Thinning_KeepsEveryPeak_AndTheGaps()
    {
        var text = new StringBuilder("time,load\n");
        for (int r = 0; r < 5000; r++)
        {
            string value = r switch { 1234 => "99", 4321 => "-99", >= 2000 and < 3000 => "", _ => $"{r % 3}" };
            text.Append($"{new DateTime(2024, 1, 1).AddMinutes(r):yyyy-MM-dd HH:mm},{value}\n");
        }

        Plot plot = Thinning.Of(Read(text.ToString()), [1], 100, null, null, -1, null);
        PlotSeries load = Assert.Single(plot.Series);
        Assert.InRange(load.X.Count, 100, 200);
        Assert.Equal((99.0, -99.0), (load.Y.Max(), load.Y.Min()));
        Assert.Equal(load.X.Order(), load.X);
        Assert.Contains(null, load.Y);
        Assert.Equal(
            (new DateTime(2024, 1, 1).AddMinutes(1234) - DateTime.UnixEpoch).TotalMilliseconds,
            load.X[load.Y.ToList().IndexOf(99)]);
        Plot whole = Thinning.Of(Read(text.ToString()), [1], 100, 1200, 1300, -1, null);
        Assert.Equal((100, 1200, 1300, 5000), (whole.Series[0].X.Count, whole.From, whole.To, whole.Total));
    }

    [Theory]
    [InlineData("a.conllu", "1\tthe\n", "tokens")]
    [InlineData("a.txt", "the\tDET\ncat\tNOUN\n\na\tDET\ndog\tNOUN\n\nit\tPRON\n", "tokens")]
    [InlineData("a.txt", "Once, there was a cat.\nIt slept.\n", "text")]
    [InlineData("a.txt", ">seq one\nACGT\n", "genome")]
    [InlineData("a.dat", "x;y\n1;2\n3;4\n", "table")]
    [InlineData("a.json", "{\"train\": [[[60]]]}", "music")]
    [InlineData("a.ndjson", "{\"drawing\": []}", "strokes")]
    [InlineData("a.json", "[[[1, 2, 0]]]", "strokes")]
    [InlineData("a.json", "[\"a\", \"b\"]", "strokes")]
    [InlineData("a.json", "[{\"date\": \"2025-01-01\", \"y\": 120}]", "table")]
    [InlineData("a.jsonl", "{\"date\": \"2025-01-01\", \"y\": 120}\n", "table")]
    [InlineData("a.csv", "{\"y\": 120}\n", "table")]
    [InlineData("a.ts", "@problemName x\n", "sequences")]
    public void Kind_FollowsEndingAndBeginning(string name, string text, string kind) =>
        Assert.Equal(kind, DataKinds.Of(Write(name, text)));

    [Theory]
    [InlineData("[", ",", "]")]
    [InlineData("", "\n", "")]
    public void Records_AreATable(string begin, string between, string end)
    {
        IEnumerable<string> records = Enumerable.Range(1, 3000).Select(n =>
            $"{{\"day\": \"{new DateTime(2001, 1, 1).AddDays(n):yyyy-MM-dd}\", "
            + $"\"y, of it\": {(n == 7 ? "\"x\"" : n)}}}");
        Table table = Read(begin + string.Join(between, records) + end);

        Assert.Equal(["day", "y, of it"], table.Columns.Select(column => column.Name));
        Assert.Equal(3000, table.Lines.Count);
        Assert.Equal(7, Assert.Single(table.Odd).Line);
    }

    [Fact]
    public void PlainNumbers_AreThoseOfTheParser()
    {
        var random = new Random(1);
        for (int k = 0; k < 20_000; k++)
        {
            string text = ((decimal)(random.NextDouble() - 0.5) * (decimal)Math.Pow(10, random.Next(-6, 9)))
                .ToString($"F{random.Next(0, 8)}", CultureInfo.InvariantCulture);
            bool isRead = PlainNumber.TryRead(Encoding.ASCII.GetBytes(text), out double value);
            Assert.Equal(text.Count(char.IsAsciiDigit) <= 15, isRead);
            if (isRead)
            {
                Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), value);
            }
        }

        Assert.All(
            ["", "-", ".", "1e5", "1,5", "1-2", "--1", "1.2.3", "+1", "12345678901234567890"],
            text => Assert.False(PlainNumber.TryRead(Encoding.ASCII.GetBytes(text), out _)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Table Read(string text) => TableReader.Read(Write("data.csv", text), "data.csv");

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
