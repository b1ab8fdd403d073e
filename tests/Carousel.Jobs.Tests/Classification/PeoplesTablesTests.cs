using System.Globalization;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Tables of texts as people have them: empty texts, ids, other columns.</summary>
public sealed class PeoplesTablesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_SkipsEmptyTextsAndMissingClasses_UpToTheLimit()
    {
        string text = Tickets(240).Replace("what a good film 40", "", StringComparison.Ordinal)
            .Replace("a bad film 61,no", "a bad film 61,", StringComparison.Ordinal);
        ClassData data = Read(text);

        Assert.Equal(238, data.Samples.Count);
        Assert.Equal(["yes", "no"], data.Samples.Select(s => s.Label).Distinct());
        Assert.Contains(
            "2 of 240 rows cannot be read and are skipped: line 42 (the text in column 'subject' is empty), line 63 "
            + "(the class is missing).", data.Notes);
        Assert.Equal(
            "t.csv:42:3: the text in column 'subject' is empty. Write it, or remove the line. 2 of 240 rows cannot be "
            + "read, and at most 1 may be skipped. Pass --skip-bad-rows 2 to skip such rows.",
            Assert.Throws<DataFormatException>(
                () => Read(text, new ClassReadOptions { Cells = new ReadOptions { SkipBadRows = "0.5%" } }))
                .OnCommandLine);
    }

    [Fact]
    public void NumbersThatAreTheSame_AreOneClass()
    {
        ClassData data = Read(Tickets(40).Replace(",yes", ",1", StringComparison.Ordinal)
            .Replace(",no", ",0.0", StringComparison.Ordinal).Replace("7,0.0", "7,0", StringComparison.Ordinal));

        Assert.Equal(["0", "1"], data.Samples.Select(s => s.Label).Distinct().Order());
        Assert.Contains("Classes that are the same number are one class: 0 = 0.0.", data.Notes);
        Assert.Equal("0.0", NumberedClasses.Like(data, ["0.0", "1"]).Samples.First(s => s.Label != "1").Label);
        Assert.Same(data, NumberedClasses.Like(data, ["no", "1"]));
        Assert.Same(data, NumberedClasses.Like(data, ["01", "1", "0", "00.0"]));
    }

    [Fact]
    public void AColumnY_NextToX_IsNoClass_AndATestFileMayHaveAnotherOrder()
    {
        string Rows(string header, Func<int, int, string> row) => header + "\n" + string.Concat(
            Enumerable.Range(0, 72).Select(r => row(r / 6, r % 6) + "\n"));
        string one = _folder.Write("one.csv", Rows("trial,x,y,activity", (r, t) => $"{r},{t}.5,{r}.25,a{r % 2}"));
        string other = _folder.Write(
            "other.csv", Rows("trial,y,x,extra,activity", (r, t) => $"{r},{r}.25,{t}.5,9,a{r % 2}"));
        ClassPlan plan = ClassPlan.Read(one, new ClassOptions { Test = other });

        Assert.Contains(plan.Facts, fact => fact.Fact.Contains("classes in 'activity'", StringComparison.Ordinal));
        Assert.Contains(plan.Facts, fact => fact.Fact.Contains("other.csv", StringComparison.Ordinal));
    }

    [Fact]
    public void RareClasses_AreNamed_AndSkippedUpToTheLimit()
    {
        string rare = string.Concat(Enumerable.Range(0, 3).Select(i => $"{i},x,an odd film {i},rare{i}\n"));
        string path = _folder.Write("t.csv", Tickets(60) + rare);
        ClassPlan Plan(string most) => ClassPlan.Read(path, new ClassOptions
        {
            Reading = new ClassReadOptions { Cells = new ReadOptions { SkipBadRows = most } },
        });

        Assert.Equal(
            $"{path}:62: the classes 'rare0', 'rare1', 'rare2' occur only once, the first of them here; a class needs "
            + "two sequences or more, one for training and one for evaluation. Join them with another, or pass "
            + "--skip-bad-rows 3 to leave such sequences out.",
            Assert.Throws<DataFormatException>(() => Plan("2")).OnCommandLine);
        Assert.Contains(
            "3 sequences of 63 are skipped, because no other has the same class: 'rare0', 'rare1', 'rare2'.",
            Plan("3").Facts.Select(f => f.Fact));
    }

    [Fact]
    public void Read_NamesTheColumnsThatItDoesNotRead_AndClassesThatDifferInCase()
    {
        ClassData data = Read(
            "id,tweet,about me,sentiment\n1,so it is,a longer text than that,Good\n2,it was,as long a text,good\n");
        Assert.Equal("so it is", data.Samples[0].Text);
        Assert.Equal(
            [
                "Texts are in column 'tweet', classes in 'sentiment'.",
                "1 column is not read: about me. Choose the column of texts with --text-column.",
                "The classes 'Good', 'good' differ only in case or in surrounding blanks and are kept separate. If "
                + "they mean the same, correct the data.",
            ], data.Notes);
        Assert.Contains(
            "6 columns are not read: a, b, c, d, e, ….",
            Read("a,b,c,d,e,f,text,label\n1,2,3,4,5,6,so it is,x\n1,2,3,4,5,6,it was,y\n").Notes);
    }

    [Fact]
    public void Read_KeepsStepsTogether_WhenARowIsSkipped()
    {
        string Cell(int r) => r == 57 ? "broken" : r.ToString(CultureInfo.InvariantCulture);
        string rows = string.Concat(
            Enumerable.Range(0, 200).Select(r => $"s{r / 10},{Cell(r)},{r / 10 % 2},A{r / 10},{r}\n"));
        ClassData data = Read(
            "id,x,label,machine,row\n" + rows, new ClassReadOptions { Channels = ["x"], KeepsCells = true });

        Assert.Equal(9, data.Samples[5].Values.Length);
        Assert.Equal(["label", "machine"], data.Carried!.Names);
        Assert.Equal(["0", "A4"], data.Carried.Rows[4].Cells);
        ClassData fit = Read("id,x,label,machine,row\n" + rows, new ClassReadOptions { Channels = ["x"] });
        Assert.Equal(["machine"], fit.Carried!.Names);
        Assert.Contains(data.Notes, n => n.StartsWith("1 of 200 rows cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Predict_CarriesTheColumnsOfTheTable_AndRefusesATableWithoutTheTexts()
    {
        var options = new ClassOptions
        {
            Ensemble = 1,
            Fit = new FitOptions { Hidden = 4, Epochs = 1, Batch = 16, Threads = 1 },
        };
        using var model = (await ClassPlan.Read(_folder.Write("t.csv", Tickets(60)), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        JobAnswer answer = model.Predict(
            JobInput.OfFile(_folder.Write("new.csv", "ticket,class,subject\n7,A,\"what, a good film\"\n8,B,\n")),
            output,
            TestContext.Current.CancellationToken);
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("id,class,probability,p(no),p(yes),ticket,class (input),subject", lines[0]);
        Assert.EndsWith(",7,A,\"what, a good film\"", lines[1]);
        Assert.Equal("2,,,,,8,B,", lines[2]);
        Assert.Contains("1 row without text, and so without an answer: line 3.", answer.Notes);

        string other = _folder.Write("other.csv", "ticket,body\n7,what a good film\n");
        Assert.Equal(
            $"{other} has no column 'subject'. Its columns: ticket, body.",
            Assert.Throws<DataFormatException>(() => model.Predict(
                JobInput.OfFile(other), output, TestContext.Current.CancellationToken)).Message);
    }

    [Theory]
    [InlineData("a good film\nbad, very bad\n", 2)]
    [InlineData("ticket,subject\n7,a good film\n", 1)]
    [InlineData("[{\"subject\": \"a good film\"}, {\"subject\": \"a bad film\"}]", 2)]
    [InlineData("[\n  {\n    \"subject\": \"a good film\"\n  }\n]", 1)]
    [InlineData("[\"good\", I said]\nbad\n", 2)]
    [InlineData("one line", 1)]
    public async Task Predict_TakesEachLineOfATextFile_WithoutTheColumnOfTexts(string text, int answers)
    {
        var options = new ClassOptions
        {
            Ensemble = 1,
            Fit = new FitOptions { Hidden = 4, Epochs = 1, Batch = 16, Threads = 1 },
        };
        using var model = (await ClassPlan.Read(_folder.Write("t.csv", Tickets(60)), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        foreach (JobInput input in new[]
        {
            JobInput.OfFile(_folder.Write("lines.txt", text)), JobInput.OfReader(new StringReader(text)),
        })
        {
            output.GetStringBuilder().Clear();
            model.Predict(input, output, TestContext.Current.CancellationToken);
            Assert.Equal(answers + 1, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }
    }

    private static string Tickets(int count) => "ticket,category_2,subject,label\n" + string.Concat(
        Enumerable.Range(0, count).Select(
            i => i % 2 == 0 ? $"{i},x,what a good film {i},yes\n" : $"{i},x,a bad film {i},no\n"));

    private static ClassData Read(string text, ClassReadOptions? options = null) =>
        ClassReader.Read(new StringReader(text), "t.csv", options ?? new ClassReadOptions());
}
