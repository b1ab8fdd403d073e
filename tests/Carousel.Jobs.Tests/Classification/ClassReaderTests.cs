using Carousel.Classification;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Classification;

public class ClassReaderTests
{
    [Fact]
    public void Read_FindsTextAndClass_ByTheirNames()
    {
        ClassData data = Read("label\ttext\n1\tgood \"fun\" .\n0\tdull , very dull\n");

        Assert.True(data.IsText);
        Assert.Equal(["1", "0"], data.Samples.Select(s => s.Label));
        Assert.Equal("good \"fun\" .", data.Samples[0].Text);
        Assert.Equal(3, data.Samples[1].Line);
    }

    [Fact]
    public void Read_FindsTheTextByItsWords_WhereNoNameIsKnown() =>
        Assert.Equal("what a day", Read("class,what was said\nx,what a day\ny,a bad day\n").Samples[0].Text);

    [Fact]
    public void Read_TakesTheColumnsAskedFor()
    {
        ClassData data = Read(
            "a,b,c\nno,yes it is,x\nno,not at all,y\n", new ClassReadOptions { Label = "c", Text = "b" });
        Assert.Equal("y", data.Samples[1].Label);
        Assert.Equal("not at all", data.Samples[1].Text);
    }

    [Fact]
    public void Read_GathersSteps_InTheOrderOfTheirTime()
    {
        ClassData data = Read("id,label,t,x,y\ns1,a,2,3,4\ns2,b,1,9,\ns1,a,1,1,2\n");

        Assert.Equal(["x", "y"], data.Channels);
        Assert.Equal([1, 2, 3, 4], data.Samples[0].Values);
        Assert.Equal([9, float.NaN], data.Samples[1].Values);
    }

    [Fact]
    public void Read_SkipsSequencesWithoutAClass_AndNamesThem()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(
            r => $"s{r / 3},{(r < 3 ? "" : r < 15 ? "a" : "b")},{r % 3},{r}.5\n"));
        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read($"id,label,t,x\n{rows}"));
        Assert.Equal(
            "data.csv:2: the class of s0 is missing. Write it, or pass --skip-bad-rows 1 to skip 1 sequence without a "
            + "class.", refused.OnCommandLine);
        ClassData data = Read(
            $"id,label,t,x\n{rows}", new ClassReadOptions { Cells = new ReadOptions { SkipBadRows = "1" } });
        Assert.Equal(9, data.Samples.Count);
        Assert.Contains("Skipped: 1 sequence without a class, the first of them s0.", data.Notes);
    }

    [Fact]
    public void Read_OrdersSteps_ByTimeStampsToo()
    {
        ClassData data = Read("id,label,time,x\ns,a,2020-01-02 00:00,2\ns,a,2020-01-01 00:00,1\n");
        Assert.Equal([1, 2], data.Samples[0].Values);
    }

    [Theory]
    [InlineData("turbine,state,rpm\na1,ok,1\na1,ok,2\nb7,bad,3\nb7,bad,4\nc3,ok,5\nc3,ok,6\n", "turbine", "state")]
    [InlineData("date,run,rpm,fault\n2020-01-01,11,0.5,0\n2020-01-01,11,0.7,0\n2020-01-02,12,3,1\n2020-01-02,12,4,1\n"
        + "2020-01-03,13,3,1\n2020-01-03,13,4,1\n", "run", "fault")]
    public void Read_GuessesIdAndClass_OfSteps_WhereOnePairFits(string text, string id, string label)
    {
        ClassData data = Read(text);
        Assert.Equal((id, label), (data.IdColumn, data.LabelColumn));
        Assert.Equal(["rpm"], data.Channels);
        Assert.Equal(3, data.Samples.Count);
        Assert.All(data.Samples, s => Assert.Equal(2, s.Values.Length));

        // Rows without classes are asked about, with the columns that the model keeps.
        ClassData asked = Read(
            text, new ClassReadOptions { NeedsLabels = false, Id = data.IdColumn, Channels = data.Channels });
        Assert.Equal(data.Samples.Select(s => s.Id), asked.Samples.Select(s => s.Id));
    }

    [Fact]
    public void Read_TakesSeveralIds_AndAGroupAmongThem()
    {
        var options = new ClassReadOptions { Id = "person,trial", Group = "person" };
        ClassData data = Read(Trials("ann", "bob", "cid"), options);
        Assert.Equal(["ann/1", "ann/2", "bob/1", "bob/2", "cid/1", "cid/2"], data.Samples.Select(s => s.Id));
        Assert.Equal("bob", data.Samples[2].Group);
        Assert.Equal(["x"], data.Channels);
        Assert.Equal("verdict", data.LabelColumn);
    }

    [Theory]
    [InlineData("ann", "bob", "Column 'person' separates them: pass --id person,trial.")]
    [InlineData("7", "8", "Column 'person' separates them: pass --id person,trial.")]
    [InlineData("ann", "ann", "Remove one of the rows.")]
    public void Read_RefusesSequencesOfOneId_WhoseTimesComeAgain(string first, string second, string advice)
    {
        var options = new ClassReadOptions { Id = "trial", Label = "verdict" };
        string refused =
            Assert.Throws<DataFormatException>(() => Read(Trials(first, second), options)).OnCommandLine;
        Assert.Equal($"data.csv:10: the sequence 1 has the same time here as in line 2. {advice}", refused);
    }

    [Fact]
    public void Read_KeepsTheFilesOrder_WhereAClockIsCoarse() => Assert.Equal(
        [3, 1, 2, 5],
        Read("id,label,time,x\na,u,1,3\na,u,1,1\na,u,2,2\na,u,2,5\nb,v,1,9\n").Samples[0].Values);

    [Theory]
    [InlineData("ann", "bob", null, 1)]
    [InlineData("7", "8", null, 1)]
    [InlineData("ann", "bob", "person", 0)]
    public void Read_NotesAColumnThatMayNamePersons(string first, string second, string? group, int notes)
    {
        string text = Trials(first, second, first, second);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string numbered =
            string.Join('\n', lines.Select((line, i) => i == 0 ? "run," + line : $"r{(i - 1) / 4},{line}"));
        ClassData data = Read(numbered, new ClassReadOptions { Id = "run", Label = "verdict", Group = group });
        Assert.Equal(notes, data.Notes.Count(n => n == "Column 'person' has 2 values for 8 examples; if it names "
            + "persons or machines, --group person keeps each of them in one part."));
    }

    [Fact]
    public void Read_GuessesTheClassOfTexts_WhereOneColumnFits_AndAsksWhereTwoDo()
    {
        ClassData data = Read("stars,said\n1,so very good\n0,not good at all\n1,a fine day\n0,a bad one\n");
        Assert.Equal("stars", data.LabelColumn);
        Assert.Equal(["1", "0", "1", "0"], data.Samples.Select(s => s.Label));
        Assert.Null(Read("label,said\n1,so very good\n0,not good at all\n").LabelColumn);
        Assert.StartsWith(
            "data.csv has no column that is clearly the class, by its name or its values.",
            Assert.Throws<DataFormatException>(
                () => Read("stars,sex,said\n1,m,so very good\n0,f,not good\n1,f,a fine day\n0,m,a bad one\n"))
                .Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verdict,source,said\nyes,web,so it is\nyes,mail,so it was\nyes,web,it is\nyes,mail,it was\n")]
    [InlineData("site,run,state,rpm\nx,1,on,1\nx,1,on,2\nx,2,off,3\nx,2,off,4\nx,3,on,5\nx,3,on,6\n")]
    public void Read_GuessesNoClass_WhereAColumnWithOneWordMayHoldItFartherDown(string text) =>
        Assert.Throws<DataFormatException>(() => Read(text));

    [Fact]
    public void Read_LeavesAColumnThatTheUserNamed_ToItsUse()
    {
        ClassData data = Read(
            "patient,trial,verdict,x\na,1,ill,1\na,1,ill,2\na,2,ill,3\na,2,ill,4\nb,3,well,5\nb,3,well,6\n",
            new ClassReadOptions { Group = "patient" });
        Assert.Equal(("trial", "verdict"), (data.IdColumn, data.LabelColumn));
        Assert.Equal(["a", "a", "b"], data.Samples.Select(s => s.Group));
    }

    [Fact]
    public void Read_LeavesClassesEmpty_WhereTheyAreNotNeeded() =>
        Assert.Equal(
            "", Read("text\nwell then\nno way\n", new ClassReadOptions { NeedsLabels = false }).Samples[0].Label);

    [Theory]
    [InlineData("a\tone offer\nb\twell, see you\na\tan offer\nb\tsee you then\na\tbig offer\n", "a b a b a")]
    [InlineData("so very good;1\nnot good at all;0\na fine day;1\na bad one;0\nso good;1\n", "1 0 1 0 1")]
    public void Read_TakesTheFirstLineAsARow_WhereItsClassComesAgain(string text, string classes)
    {
        ClassData data = Read(text);
        Assert.Equal(classes, string.Join(' ', data.Samples.Select(s => s.Label)));
        Assert.Equal(1, data.Samples[0].Line);
        Assert.Contains("The file has no header line: the columns are named column1 to column2.", data.Notes);

        // Other files without a header, or with nothing but texts, are read alike.
        var likewise = new ClassReadOptions { NeedsLabels = false, Text = data.TextColumn };
        Assert.Equal(data.Samples.Select(s => s.Text), Read(text, likewise).Samples.Select(s => s.Text));
        Assert.Equal("only this text", Read("only this text\n", likewise).Samples[0].Text);
        Assert.Throws<DataFormatException>(() => Read("label,text\na,so it is\n", likewise));
    }

    [Theory]
    [InlineData("message,text\nmessage,so it is\nletter,it was\nmessage,it is\nletter,so it was\n")]
    [InlineData("spam,said\nno,so it is\nyes,it was\nno,it is\nspam,said\nyes,so it was\n")]
    [InlineData("said,1\nso it is,1\nit was,0\nit is,1\nso it was,0\n")]
    public void Read_KeepsAHeader_WhoseNamesSpeakForIt(string text) => Assert.DoesNotContain(
        Read(text, new ClassReadOptions { NeedsLabels = false }).Notes,
        note => note.StartsWith("The file has no header", StringComparison.Ordinal));

    [Fact]
    public void Read_TakesTexts_BetweenNumbersWithoutAHeader() => Assert.Equal(
        ["0", "1"],
        Read(string.Concat(Enumerable.Range(7, 30).Select(r => $"{r},well it is {r},{r % 2}\n"))).Samples
            .Select(s => s.Label).Distinct().Order());

    [Fact]
    public void Read_ShowsTheFirstRow_WhereColumnsHaveNoNames() => Assert.EndsWith(
        "Its columns: column1, column2, column3. Its first row: a, x, so it is.",
        Assert.Throws<DataFormatException>(
            () => Read("a,x,so it is\nb,y,it was\na,y,it is\nb,x,so it was\na,x,was it\n")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Id_IsWhatLacks_WhereTheChannelsAreKnown() => Assert.Equal(
        "data.csv has no column that is clearly the id of a sequence. Pass --id. Its columns: label, x.",
        Assert.Throws<DataFormatException>(
            () => Read("label,x\na,1\nb,2\n", new ClassReadOptions { Channels = ["x"] })).OnCommandLine);

    [Theory]
    [InlineData("label,text\na,\n", "data.csv:2:2: the text in column 'text' is empty")]
    [InlineData("label,text\n,some words\n", "data.csv:2: the class is missing")]
    [InlineData("kindness,text\na,some words\n", "data.csv has no column that is clearly the class")]
    [InlineData("label,x\na,1\nb,2\n", "data.csv has no column that is clearly the text or the id")]
    [InlineData("id,label,x\n1,a,1\n1,b,2\n", "data.csv:3:2: the sequence 1 has the class 'b' here and 'a' in line 2")]
    [InlineData("id,label,x\n1,a,1\n,a,2\n", "data.csv:3:1: the id in column 'id' is empty")]
    [InlineData("id,label,x\n1,a,1\n2,b,1\n3,a,two\n", "data.csv:4:3: 'two' is not a number in column 'x'")]
    [InlineData(
        "id,label,t,x\n1,a,0,1\n1,a,1,1\n1,a,soon,2\n",
        "data.csv:4:3: 'soon' in column 't', which orders the steps, is not a number")]
    [InlineData("id,label,name\n1,a,b\n", "data.csv has no column of numbers")]
    [InlineData("@classLabel true a\n@univariate true\n@data\n:a\n", "data.csv:4: the sequence 1 has no step")]
    public void Read_SaysInOneSentence_WhatIsWrong(string text, string message) =>
        Assert.StartsWith(
            message, Assert.Throws<DataFormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TakesAHundredThousandSteps_AndNotOneMore()
    {
        string steps = string.Join(',', Enumerable.Repeat("1", ClassReader.MostSteps));
        const string Header = "@classLabel true a\n@univariate true\n@data\n";
        ClassData data = Read($"{Header}{steps}:a\n");
        Assert.Equal(ClassReader.MostSteps, data.StepsOf(data.Samples[0]));

        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read($"{Header}{steps},1:a\n"));
        Assert.Contains("100,001 steps", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_AreLowerCase_WithSignsApart()
    {
        (string, int)[] words = [.. TextUnits.Words("It's GREAT (well-made), déjà-vu!")];
        Assert.Equal(["it's", "great", "(", "well-made", ")", ",", "déjà-vu", "!"], words.Select(w => w.Item1));
        Assert.Equal(5, words[1].Item2);
    }

    [Theory]
    [InlineData("这本书 很好, OK", "这 本 书 很 好 , ok")]
    [InlineData("コーヒーを2杯", "コ ー ヒ ー を 2 杯")]
    [InlineData("ที่ดี", "ที่ ดี")]
    [InlineData("좋은 책", "좋은 책")]
    [InlineData("हिन्दी भाषा", "हिन्दी भाषा")]
    [InlineData("می\u200Cروم ok\u200B", "می\u200Cروم ok")]
    public void Words_AreLettersOnlyInScriptsWithoutSpaces(string text, string expected) =>
        Assert.Equal(expected.Split(' '), TextUnits.Words(text).Select(u => u.Word));

    /// <summary>Two trials of four steps for each person; the numbers of trials begin again.</summary>
    private static string Trials(params string[] persons) => "person,trial,t,x,verdict\n" + string.Concat(
        persons.SelectMany(person => Enumerable.Range(0, 8).Select(
            i => $"{person},{1 + (i / 4)},{i % 4},{i}.5,{(i < 4 ? "good" : "bad")}\n")));

    private static ClassData Read(string text, ClassReadOptions? options = null) =>
        ClassReader.Read(new StringReader(text), "data.csv", options ?? new ClassReadOptions());
}
