using System.Globalization;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Tables of the UCR archive, with a sequence a row, and classes of several words in <c>.ts</c>.</summary>
public sealed class WideTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1\t0.5\t0.25\tNaN\n2\t1.5\t1.25\t1\n1\t0\t0.5\tNaN\n2\t1\t2\t3\n", "1 2 1 2", "2 3 2 3")]
    [InlineData("-1,0.5,0.25\n1,1.5,1.25\n-1,0,0.5\n", "-1 1 -1", "2 2 2")]
    [InlineData("1.0000000e+00,0.5,nan,1\n0.0000000e+00,1.5,1.25,2\n", "1 0", "3 3")]
    [InlineData("3\t0.5\t1\t7\n4\t1.5\t\t7\n5\t0.5\t?\t\n", "3 4 5", "3 3 1")]
    public void ARow_IsASequence(string text, string classes, string steps)
    {
        ClassData data = ClassReader.Read(_folder.Write("ucr.tsv", text));

        Assert.Equal(["value"], data.Channels);
        Assert.Equal(classes, string.Join(' ', data.Samples.Select(s => s.Label)));
        Assert.Equal(
            steps, string.Join(' ', data.Samples.Select(s => data.StepsOf(s).ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(0.5f, data.Samples[0].Values[0]);
    }

    [Fact]
    public void ABadCell_SkipsItsRow_AndIdsStayThoseOfTheFile()
    {
        string header = string.Join(',', ["id", .. Enumerable.Range(1, 10).Select(t => $"v{t}"), "target"]);
        string[] rows = [.. Enumerable.Range(0, 40).Select(
            r => $"{1000 - r},{string.Join(',', Enumerable.Range(0, 10).Select(t => (r * t) % 7))},{r % 2}")];
        rows[2] = rows[2].Replace(",0,", ",error,", StringComparison.Ordinal);
        rows[4] = rows[4][..^1];
        string text = header + "\n" + string.Join('\n', rows) + "\n";
        ClassData data = ClassReader.Read(
            _folder.Write("bad.csv", text), new() { Cells = new ReadOptions { SkipBadRows = "2" } });

        Assert.Equal(["value"], data.Channels);
        Assert.Equal(38, data.Samples.Count);
        Assert.Equal(["1000", "999", "997", "995"], data.Samples.Take(4).Select(s => s.Id));
        Assert.Contains(data.Notes, n => n.StartsWith("2 of 40 rows cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void NamesThatCount_AreNoSequence_ForAModelOfNamedColumns()
    {
        string rows = string.Concat(Enumerable.Range(0, 4).Select(
            r => string.Join(',', Enumerable.Range(0, 9).Select(t => $"{r}.{t}5")) + "\n"));
        var asked = new ClassReadOptions { NeedsLabels = false, Channels = ["value"] };
        ClassData data =
            ClassReader.Read(_folder.Write("new.csv", string.Join(',', Enumerable.Range(0, 9)) + "\n" + rows), asked);
        Assert.Equal(4, data.Samples.Count);
        Assert.Equal(0.05f, data.Samples[0].Values[0]);
        Assert.Equal(4, ClassReader.Read(_folder.Write("bare.csv", rows), asked).Samples.Count);
    }

    [Fact]
    public void ColumnsThatAreNotRead_AreCarriedToTheAnswers()
    {
        string header = string.Join(
            ',', ["Unnamed: 0", "id", "target", .. Enumerable.Range(1, 10).Select(t => $"v{t}")]);
        string path = _folder.Write("w.csv", header + "\n" + string.Concat(Enumerable.Range(0, 40).Select(
            r => $"{r + 100},c{r},{r % 2},{string.Join(',', Enumerable.Range(0, 10).Select(t => (r * t) % 7))}\n")));

        ClassData data = ClassReader.Read(
            path, new ClassReadOptions { NeedsLabels = false, LabelMayLack = true, KeepsCells = true });

        Assert.Equal(["Unnamed: 0", "target"], data.Carried!.Names);
        Assert.Equal(("c3", 3), (data.Carried.Rows[3].Id, data.Carried.Rows[3].Answer));
        Assert.Equal(["103", "1"], data.Carried.Rows[3].Cells);
        Assert.Empty(ClassReader.Read(path).Carried!.Rows);
    }

    [Theory]
    [InlineData("F2")]
    [InlineData("0")]
    [InlineData("E3")]
    public void TheClass_IsTheLastColumn_WhereThatHoldsFewWholeNumbers_AndTheFirstHoldsValues(string format)
    {
        double Value(int r, int t) => format == "E3" ? t * 0.37 + r * 1.01 : (t + r * 7) % 20;
        string Row(int r) => string.Join(',', Enumerable.Range(0, 8)
            .Select(t => Value(r, t).ToString(format, CultureInfo.InvariantCulture))
            .Append((r % 3).ToString(format, CultureInfo.InvariantCulture))) + "\n";
        string rows = string.Concat(Enumerable.Range(0, 60).Select(Row));

        ClassData data = ClassReader.Read(_folder.Write("last.csv", rows));

        Assert.Equal(["0", "1", "2"], data.Samples.Take(3).Select(s => s.Label));
        Assert.Equal(8, data.StepsOf(data.Samples[0]));
        Assert.Equal("column9", data.LabelColumn);
        Assert.Contains(data.Notes, n => n.Contains("its class in the last column", StringComparison.Ordinal));

        // A model reads rows with and without the class alike.
        var asked = new ClassReadOptions { NeedsLabels = false, Label = "column9", LabelMayLack = true };
        string unknown = string.Concat(Enumerable.Range(0, 60).Select(r => $"{Row(r)[..Row(r).LastIndexOf(',')]}\n"));
        Assert.Equal(data.Samples.SelectMany(s => s.Values), Values("last.csv"));
        _folder.Write("new.csv", unknown);
        Assert.Equal(data.Samples.SelectMany(s => s.Values), Values("new.csv"));
        IEnumerable<float> Values(string file) =>
            ClassReader.Read(_folder.File(file), asked).Samples.SelectMany(s => s.Values);
    }

    [Fact]
    public void TheFirstColumn_IsTheClass_WithANote_IfTheLastMayBeItToo()
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(
            r => $"{r % 2},{string.Join(',', Enumerable.Range(0, 8).Select(t => (r + t) % 2))},{r % 3}\n"));
        string path = _folder.Write("both.csv", rows);
        ClassData data = ClassReader.Read(path);

        Assert.Equal(2, data.Samples.DistinctBy(s => s.Label).Count());
        Assert.Contains(data.Notes, note => note.Contains("its class in the first column", StringComparison.Ordinal));
        Assert.Equal(3, Classes("column10"));
        Assert.Equal(2, Classes("column1"));
        int Classes(string label) => ClassReader.Read(path, new ClassReadOptions { Label = label })
            .Samples.DistinctBy(s => s.Label).Count();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Unnamed: 0", "X21.V1.")]
    public void AnIndex_IsLeftOut_WithANote(string name, string form)
    {
        string header = $"{name},{string.Join(',', Enumerable.Range(1, 9).Select(t => $"X{t}"))},y\n";
        string rows = string.Concat(Enumerable.Range(0, 30).Select(
            r => $"{form}{r},{string.Join(',', Enumerable.Range(r, 9))},{r % 2}\n"));

        ClassData data = ClassReader.Read(_folder.Write("index.csv", header + rows));

        Assert.Equal(9, data.StepsOf(data.Samples[0]));
        Assert.Equal(["0", "1"], data.Samples.Take(2).Select(s => s.Label));
        Assert.Contains(
            $"Column '{(name.Length == 0 ? "column1" : name)}' only identifies the rows and is not read.", data.Notes);
    }

    [Theory]
    [InlineData("t0,t1,t2,t3,t4,t5,t6,t7,activity\n", "", 8)]
    [InlineData("activity,0,1,2,3,4,5,6,7\n", "first", 8)]
    [InlineData("id,x_1,x_2,x_3,x_4,x_5,x_6,x_7,x_8,activity\n", "id", 8)]
    public void ColumnsThatCount_AreTheStepsOfARow(string header, string form, int steps)
    {
        string Row(int r)
        {
            string values = string.Join(',', Enumerable.Range(r, steps));
            string name = r % 2 == 0 ? "walk" : "run";
            return form == "first" ? $"{name},{values}\n" : $"{(form == "id" ? $"case{r}," : "")}{values},{name}\n";
        }

        ClassData data = ClassReader.Read(
            _folder.Write("wide.csv", header + string.Concat(Enumerable.Range(0, 30).Select(Row))));

        Assert.Equal(30, data.Samples.Count);
        Assert.Equal(steps, data.StepsOf(data.Samples[0]));
        Assert.Equal(["walk", "run"], data.Samples.Take(2).Select(s => s.Label));
    }

    [Fact]
    public void SensorsThatCount_AreChannels_WhereAnIdComesAgain()
    {
        string header = "id,label," + string.Join(',', Enumerable.Range(1, 21).Select(c => $"s{c}")) + "\n";
        string rows = string.Concat(Enumerable.Range(0, 60).Select(
            r => $"{r / 20},{(r / 20) % 2},{string.Join(',', Enumerable.Range(0, 21).Select(c => c + r))}\n"));

        ClassData data = ClassReader.Read(_folder.Write("steps.csv", header + rows));

        Assert.Equal(3, data.Samples.Count);
        Assert.Equal(21, data.Channels.Count);
    }

    [Fact]
    public void AFolderOfTables_HasASequenceInEachFile_AndAFolderForEachClass()
    {
        foreach ((string label, int file) in new[] { ("walk", 0), ("run", 1), ("walk", 2) })
        {
            Directory.CreateDirectory(_folder.File(label));
            _folder.Write(
                $"{label}/rec{file}.csv",
                "t,x,y\n" + string.Concat(Enumerable.Range(0, 5 + file).Select(r => $"{r},{r * file},2\n")));
        }

        ClassData data = ClassReader.Read(_folder.Path);

        Assert.Equal(["run/rec1.csv", "walk/rec0.csv", "walk/rec2.csv"], data.Samples.Select(s => s.Id));
        Assert.Equal(["run", "walk", "walk"], data.Samples.Select(s => s.Label));
        Assert.Equal(["x", "y"], data.Channels);
        Assert.Equal(7, data.StepsOf(data.Samples[2]));
        Assert.True(data.HasWholeFiles);
        _folder.Write("walk/other.csv", "t,x,z\n0,1,2\n1,2,3\n");
        Assert.Contains(
            "other.csv has the channels x, z", Assert.Throws<DataFormatException>(
                () => ClassReader.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderOfTextFiles_HasTexts_OrTablesOfNumbers()
    {
        foreach ((string file, string text) in new[]
        {
            ("pos/1.txt", "a film\nto remember"), ("neg/2.txt", "10"), ("list.txt", "pos/1.txt"),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(file))!);
            _folder.Write(file, text);
        }

        ClassData texts = ClassReader.Read(_folder.Path);

        Assert.True(texts.IsText && texts.HasWholeFiles);
        Assert.Equal(["neg/2.txt neg 10", "pos/1.txt pos a film\nto remember"],
            texts.Samples.Select(s => $"{s.Id} {s.Label} {s.Text}"));
        Assert.Equal(
            ["Each file is a text.", "1 text file in no folder of a class is not read: list.txt."], texts.Notes);
        Assert.Equal(3, ClassReader.Read(_folder.Path, new ClassReadOptions { NeedsLabels = false }).Samples.Count);
        _folder.Write("pos/1.txt", " ");
        Assert.Contains("1.txt contains no text.", Assert.Throws<DataFormatException>(
            () => ClassReader.Read(_folder.Path)).Message, StringComparison.Ordinal);

        _folder.Write("pos/1.txt", "  1.5   2\n  2.5   3 \n");
        _folder.Write("neg/2.txt", "x y\n0.5 1\n");
        Assert.Contains("has the channels", Assert.Throws<DataFormatException>(
            () => ClassReader.Read(_folder.Path)).Message, StringComparison.Ordinal);
        _folder.Write("neg/2.txt", "0.5\t1\n");
        ClassData series = ClassReader.Read(_folder.Path);
        Assert.Equal([1.5f, 2, 2.5f, 3], series.Samples[1].Values);
        Assert.Equal(["column1", "column2"], series.Channels);
    }

    [Fact]
    public void PartsOfData_AreNoClasses()
    {
        foreach (string file in new[] { "test/a", "Train/a", "Train/b" })
        {
            Directory.CreateDirectory(_folder.File(file));
            _folder.Write($"{file}/1.csv", "x,y\n1,2\n3,4\n");
        }

        string refused = Assert.Throws<DataFormatException>(() => ClassReader.Read(_folder.Path)).OnCommandLine;

        Assert.EndsWith(
            $"Pass {_folder.File("Train")}, with --test {_folder.File("test")}.", refused, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], ClassReader.Read(_folder.File("Train")).Samples.Select(s => s.Label));
        Directory.CreateDirectory(_folder.File("other/a"));
        Assert.Equal(["Train", "Train", "test"], ClassReader.Read(_folder.Path).Samples.Select(s => s.Label));
    }

    [Fact]
    public void ACategory_IsNoText()
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(
            r => $"c{r},{r % 9},{(r % 3 == 0 ? "Month-to-month" : "Two years")},{(r % 2 == 0 ? "yes" : "no")}\n"));

        Assert.Contains(
            "A table with one row for each case has no sequences", Assert.Throws<DataFormatException>(
                () => ClassReader.Read(
                    _folder.Write("telco.csv", "customer,tenure,contract,churn\n" + rows),
                    new ClassReadOptions { Label = "churn" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingValueInside_IsAStep() => Assert.Equal(
        [0.5f, float.NaN, 1],
        ClassReader.Read(_folder.Write("ucr.tsv", "1\t0.5\tNaN\t1\tNaN\n2\t1\t2\t3\t4\n")).Samples[0].Values);

    [Fact]
    public void WithoutClasses_AllColumnsAreSteps_WhereNoneAreNeeded()
    {
        string path = _folder.Write("new.tsv", "0.5\t0.25\t1\n1.5\t1.25\t1\n");

        ClassData data = ClassReader.Read(path, new ClassReadOptions { NeedsLabels = false });

        Assert.Equal([0.5f, 0.25f, 1], data.Samples[0].Values);
        Assert.Throws<DataFormatException>(() => ClassReader.Read(path));
    }

    [Fact]
    public void AWrongCell_IsNamed() => Assert.Contains(
        "ucr.tsv:251:3: 'x' is not a number",
        Assert.Throws<DataFormatException>(() => ClassReader.Read(_folder.Write(
            "ucr.tsv", string.Concat(Enumerable.Repeat("1\t2.5\t3.5\n", 250)) + "2\t1.5\tx\n"),
            new ClassReadOptions { Cells = new ReadOptions { SkipBadRows = "0" } })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("\"low freq\" \"high freq\"", "low freq", "high freq")]
    [InlineData("'low freq' 'high freq'", "low freq", "\"high freq\"")]
    [InlineData("low freq high freq", "low freq", "high  freq")]
    public void ClassesOfSeveralWords_AreRead(string list, string first, string second)
    {
        ClassData data = ClassReader.Read(_folder.Write(
            "words.ts", $"@univariate true\n@classLabel true {list}\n@data\n1,2:{first}\n3,4:{second}\n"));

        Assert.Equal("low freq", data.Samples[0].Label);
        Assert.EndsWith("freq", data.Samples[1].Label, StringComparison.Ordinal);
    }
}
