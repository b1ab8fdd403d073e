using System.Globalization;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Tests.Tagging;
using Carousel.Jobs.Text;
using Carousel.Language;
using Carousel.Music;
using Carousel.Survival;
using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>Models of events, tokens, channels and music, opened, say what they say closed.</summary>
public sealed class JobInspectionTests : IDisposable
{
    private static readonly FitOptions _quick = new() { Hidden = 6, Epochs = 2, Threads = 1 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BaselineInside.None)]
    [InlineData(BaselineInside.Auto)]
    public async Task Customers_GiveTheHazardsOfTheModel_AndTheLastRowOfEachPeriod(BaselineInside baseline)
    {
        var options = new SurvivalOptions { Horizon = 4, Baseline = baseline, Fit = _quick };
        using var model = (await CustomerSimulation.Plan(300, 4, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        string file = _folder.File("customers.csv");
        using var text = new StringWriter();
        CustomerSimulation.Make(40, 9).WriteCsv(text);
        string[] lines =
        [
            .. text.ToString().TrimEnd('\n').Split('\n')
                .Select((line, i) => $"{line.TrimEnd('\r')},{(i == 0 ? "row" : i - 1)}"),
        ];
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        if (baseline == BaselineInside.None)
        {
            // With the regression inside perhaps nothing of the network counts, and then no input has a slope.
            Opened.Check(subject.Model, subject.Sequences);
        }

        SurvivalData data = SurvivalData.Read(model.Design, JobInput.OfFile(file));
        IReadOnlyList<double[,]> hazards = model.Hazards(data.Histories, TestContext.Current.CancellationToken);
        for (int c = 0; c < data.Histories.Count; c++)
        {
            (CustomerHistory history, double[,] own, InspectedSequence sequence) = (
                data.Histories[c], hazards[c], subject.Sequences[c]);
            int last = history.Length - 1;
            double stays = Enumerable.Range(0, 4).Aggregate(1.0, (p, k) => p * (1 - own[last, k]));
            Assert.Equal(
                Math.Log((1 - stays) / stays), Opened.Score(subject.Model, sequence, sequence.Input, 1, 0).Scores[0],
                1e-3);
            AssertRowsOfPeriods(subject, sequence, lines, data, history);
        }
    }

    [Theory]
    [InlineData(UnitKind.Bytes)]
    [InlineData(UnitKind.Pieces)]
    [InlineData(UnitKind.Characters)]
    [InlineData(UnitKind.Words)]
    public async Task Texts_AreTheUnitsOfTheModel_AndNamesAreTheText(UnitKind kind)
    {
        string text = string.Concat(Enumerable.Range(0, 60)
            .Select(i => $"ça va – {(i % 3 == 0 ? "très" : "assez")} bien {i % 7} fois.\n"));
        var options = new LanguageOptions { Units = kind, Fit = _quick, Pieces = 280, Length = 16 };
        using var model = (await LanguagePlan.Make(LanguageText.Of(text, "text", kind), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        string file = _folder.File("text.txt");
        await File.WriteAllTextAsync(file, text[..200], TestContext.Current.CancellationToken);
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Opened.Check(subject.Model, subject.Sequences);
        string names = string.Concat(subject.Sequences[0].StepNames);
        Assert.Equal(
            kind == UnitKind.Words ? text[..200].Replace(" ", "", StringComparison.Ordinal) : text[..200], names);
    }

    [Fact]
    public async Task Tokens_AreSequencesOfSentences_WithOrWithoutLabels()
    {
        string file = _folder.File("tokens.tsv");
        await File.WriteAllTextAsync(file, TinyTags.Parts(40), TestContext.Current.CancellationToken);
        using Tagger model = await TaggerAsync(file, TinyTags.Options(epochs: 3));
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Opened.Check(subject.Model, subject.Sequences);
        Assert.Equal("la", subject.Sequences[0].StepNames[0]);
        Assert.Contains(
            "has no column",
            Assert.Throws<Carousel.Data.DataFormatException>(() => subject.Column("x", subject.Sequences[0])).Message,
            StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.File("plain.tsv"), "la\nkato\n\n", TestContext.Current.CancellationToken);
        var plain = InspectionSubject.Open(model, JobInput.OfFile(_folder.File("plain.tsv")), "model");
        Assert.Equal(["la", "kato"], plain.Sequences[0].StepNames);
    }

    [Fact]
    public async Task StepsOfNumbers_KeepTheirRows_WhenAColumnIsAdded()
    {
        string[] rows =
        [
            .. Enumerable.Range(0, 240)
                .Select(
                    i =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"s{i % 12},{(i % 5) - 2},{i % 3},{(i % 5 > 2 ? "up" : "down")}")),
        ];
        await File.WriteAllLinesAsync(
            _folder.File("steps.csv"), ["id,a,b,state", .. rows], TestContext.Current.CancellationToken);
        using Tagger model = await TaggerAsync(_folder.File("steps.csv"), TinyTags.Options(epochs: 1));
        await File.WriteAllLinesAsync(
            _folder.File("more.csv"), ["ward,id,a,b,state", .. rows.Select((r, i) => $"w{i},{r}")],
            TestContext.Current.CancellationToken);
        var subject = InspectionSubject.Open(model, JobInput.OfFile(_folder.File("more.csv")), "model");

        Opened.Check(subject.Model, subject.Sequences);
        Assert.Equal(12, subject.Sequences.Count);
        Assert.Equal("s3", subject.Sequences[3].Name);
        Assert.Equal(["w3", "w15", "w27"], subject.Column("ward", subject.Sequences[3]).Take(3));
    }

    [Fact]
    public async Task Music_ReadsTheKeysOfTheStepBefore_AndGivesTheRowThatWasRead()
    {
        MusicPiece[] pieces =
        [
            .. Enumerable.Range(0, 12)
                .Select(
                    p =>
                        new MusicPiece(
                            $"{p}",
                            [.. Enumerable.Range(0, 12 + p).Select(s => (int[])[50 + (s % 3), 60 + ((s + p) % 5)])])),
        ];
        using var model = (await MusicPlan.Make(
            MusicSet.Divide("pieces", pieces), new MusicOptions { Fit = _quick })
                .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        string file = _folder.File("roll.csv");
        await File.WriteAllTextAsync(
            file, "piece,60,chord,64\na,1,C,0\nb,0,rest,0\na,1,E,1\nb,1,C,0\na,0,E,1\n",
            TestContext.Current.CancellationToken);
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Opened.Check(subject.Model, subject.Sequences);
        Assert.Equal(["beginning", "C4", "C4 E4"], subject.Sequences[0].StepNames);
        Assert.Equal("- C E", string.Join(' ', subject.Column("chord", subject.Sequences[0]).Select(c => c ?? "-")));
        Assert.Equal(["beginning", "silence"], subject.Sequences[1].StepNames);
        var second = new float[MusicDesign.Inputs];
        MusicDesign.WriteInput([60], second);
        Assert.Equal([.. new float[MusicDesign.Inputs], .. second], subject.Sequences[0].Input[..(2 * second.Length)]);
    }

    [Fact]
    public async Task Channels_ReadTheRowsOfTheModel()
    {
        string file = _folder.File("waves.csv");
        await File.WriteAllLinesAsync(
            file, ["time,shift,left,right", .. Enumerable.Range(0, 240).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm},s{r / 8},{(r == 3 ? null : Left(r)):0.##},"
            + $"{(r == 3 ? null : Right(r)):0.##}"))], TestContext.Current.CancellationToken);
        var options = new AnomalyOptions { Fit = _quick, Window = 24 };
        ChannelData data = Read(file);
        static double? Left(int row) => 10 * Math.Sin(row / 4.0);
        static double? Right(int row) => 5 * Math.Cos(row / 4.0);
        using var model = (await ChannelPlan.Make(data, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Opened.Check(subject.Model, subject.Sequences);
        Assert.Equal(1, subject.Model.HoursPerStep);
        Assert.Equal("s0", subject.Column("shift", subject.Sequences[0])[5]);
        Assert.Equal(data.LabelAt(4), subject.Sequences[0].StepNames[5]);

        // The first window is judged without rows before it.
        var rows = new ChannelRows(data, model.Design.Scales);
        var batch = new SequenceBatch(model.Design.InputSize);
        ChannelNetwork.Fill(batch, rows, [new RowRange(0, 24)]);
        Assert.Equal(batch.Values, subject.Sequences[0].Input);
    }

    [Fact]
    public async Task Events_ReadTheEventsOfTheModel()
    {
        string file = _folder.File("hosts.csv");
        await File.WriteAllLinesAsync(
            file, ["room,host,time,action,bytes", .. Enumerable.Range(0, 600).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"r{i},h{i % 10},{new DateTime(2024, 3, 1).AddMinutes(7 * i):yyyy-MM-dd HH:mm:ss},"
            + $"{(i % 3 == 0 ? "login" : "read")},{i % 17}"))], TestContext.Current.CancellationToken);
        EventLog log = EventReader.ReadCsv(
            file,
            new EventReadOptions
            {
                Id = "host",
                Time = "time",
                Event = "action",
                Categories = [EventReadOptions.None],
                Numbers = ["bytes"],
            });
        using var model = (await EventPlan.Make(log, new AnomalyOptions { Fit = _quick, Learn = 0.6 })
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Opened.Check(subject.Model, subject.Sequences);
        Assert.Equal("r14", subject.Column("room", subject.Sequences[4])[2]);
        var batch = new EventBatch(new EventEncoder(model.Design, log));
        for (int h = 0; h < log.Count; h++)
        {
            batch.Fill(new EventPiece(log[h], 0, log[h].Length));
            Assert.Equal(batch.Values, subject.Sequences[h].Input);
        }
    }

    private static ChannelData Read(string file)
    {
        using var reader = new StringReader(File.ReadAllText(file));
        return ChannelData.Read(reader, file, new ReadOptions { Targets = ["left", "right"], Time = "time" }, null);
    }

    private static void AssertRowsOfPeriods(
        InspectionSubject subject, InspectedSequence sequence, string[] lines, SurvivalData data,
        CustomerHistory history)
    {
        int time = Array.IndexOf(lines[0].Split(','), data.Log.TimeName),
            id = Array.IndexOf(lines[0].Split(','), data.Log.IdName);
        string?[] rows = subject.Column("row", sequence);
        for (int t = 0; t < rows.Length; t++)
        {
            int period = history.First + t;
            string? last = lines.Skip(1).Select(l => l.Split(','))
                .LastOrDefault(
                    c => c[id] == history.Id
                        && data.Grid.IndexOf(DateTime.Parse(c[time], CultureInfo.InvariantCulture)) == period)?[^1];
            Assert.Equal(last, rows[t]);
        }
    }

    private static async Task<Tagger> TaggerAsync(string file, TagOptions options) =>
        (await TagPlan.Make(TagData.Read(file, options), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
}
