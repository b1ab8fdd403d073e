using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Text;
using Carousel.Language;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Language;

/// <summary>
/// A fit is a function only of text and options; scores and speech agree with the model step by step.
/// </summary>
public sealed class LanguageTests : IDisposable
{
    private static readonly string _text = string.Concat(Enumerable.Range(0, 90)
        .Select(i => $"the {(i % 3 == 0 ? "white" : "old")} whale swims {i % 7} miles.\n"));
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<UnitKind> Kinds => [UnitKind.Characters, UnitKind.Bytes, UnitKind.Words, UnitKind.Pieces];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task TheModelFile_IsTheSameForAnyNumberOfThreads(UnitKind kind)
    {
        byte[] expected = await BytesAsync(Options(kind));

        Assert.Equal(expected, await BytesAsync(Options(kind) with { Fit = Options(kind).Fit with { Threads = 3 } }));
        Assert.NotEqual(expected, await BytesAsync(Options(kind) with { Fit = Options(kind).Fit with { Seed = 2 } }));
    }

    [Fact]
    public async Task AStoppedFit_GoesOnToTheSameFile()
    {
        LanguageOptions options = Options(UnitKind.Characters) with
        {
            WeightDrop = 0.2,
            AverageFrom = 2,
        };
        byte[] expected = await BytesAsync(options);
        foreach (int step in new[] { 1, 5, 9 })
        {
            using var source = new CancellationTokenSource();
            var run = new FitRun { Folder = _folder.Path, Observers = [new StopAtStep(step, source)] };
            using (var stopped = (await Plan(options).FitAsync(run, source.Token)).Model)
            {
                Assert.Equal(StopReason.Canceled, stopped.Summary.Reason);
            }

            Assert.Equal(expected, await BytesAsync(options, new FitRun { Folder = _folder.Path, Resume = true }));
        }
    }

    [Fact]
    public void AFolder_IsOneText_InTheOrderOfItsChapters()
    {
        Directory.CreateDirectory(_folder.File("book/old"));
        foreach (int chapter in new[] { 10, 9, 1 })
        {
            File.WriteAllText(_folder.File($"book/ch{chapter}.txt"), $"chapter {chapter}\r\n");
        }

        var text = LanguageText.Read(_folder.File("book"));
        Assert.Equal("chapter 1\n\nchapter 9\n\nchapter 10\n", text.Text);
        Assert.Equal(
            "3 files of the folder are one text, from ch1.txt to ch10.txt. Not read: 1 folder inside it.", text.Note);
        File.WriteAllText(_folder.File("book/ch2.txt"), _text);
        Directory.Delete(_folder.File("book/old"));
        text = LanguageText.Read(_folder.File("book"));
        Assert.EndsWith("ch10.txt.", text.Note, StringComparison.Ordinal);
        Assert.Contains(LanguagePlan.Make(text, Options(UnitKind.Characters)).Facts, f => f.Fact == text.Note);
        Assert.Null(LanguageText.Read(_folder.File("book/ch9.txt")).Note);
    }

    [Theory]
    [InlineData(
        "a.jsonl", "{\"id\": 1, \"text\": \"The sea.\"}\n{\"id\": 2, \"text\": \"The “whale”.\"}\n", "text")]
    [InlineData("a.csv", "id,said\n1,\"The sea.\"\n2,The “whale”.\n", "said")]
    [InlineData("a.tsv", "id\tcontent\n1\tThe sea.\n2\tThe “whale”.\n", "content")]
    public void ATable_IsItsColumnOfText(string name, string table, string column)
    {
        LanguageText text = LanguageText.Of(table, name);
        Assert.Equal("The sea.\nThe “whale”.", text.Text);
        Assert.Equal($"The text is column '{column}' of 2 rows; other columns are not read.", text.Note);
        Assert.Equal(table, LanguageText.Of(table, "a.txt").Text);
    }

    [Theory]
    [InlineData("a.csv", "Hello, world\nOne, two, three\n")]
    [InlineData("a.json", "[\"The sea.\", \"A whale.\"]\n")]
    public void LinesWithCommas_AndOtherJson_AreText(string name, string text) =>
        Assert.Equal(text, LanguageText.Of(text, name).Text);

    [Fact]
    public void ATable_IsRefused_WhenItHasSeveralTexts() => Assert.Equal(
        "a.csv has several columns of text: title, story. Name the one to read text.",
        Assert.Throws<DataFormatException>(
            () => LanguageText.Of("id,title,story\n1,The sea,It was wide\n2,A whale,It was white\n", "a.csv"))
            .OnCommandLine);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ALoadedModel_IsAsSurprisedAsTheFittedOne(UnitKind kind)
    {
        LanguagePlan plan = Plan(Options(kind));
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        model.Save(_folder.File("model"));
        using var loaded = (LanguageModel)AllModels.Load(_folder.File("model"), 1);
        int[] units = plan.Tokenizer.Encode("the white whale swims\n", "text");

        Near.SameBits(
            loaded.Surprises(units, TestContext.Current.CancellationToken),
            model.Surprises(units, TestContext.Current.CancellationToken));
        Assert.Equal(kind, loaded.Tokenizer.Kind);
    }

    [Fact]
    public async Task Surprises_AreTheSameAloneAndInStreams_WhereTheContextIsShort()
    {
        LanguagePlan plan = Plan(Options(UnitKind.Characters));
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        int[] units = [.. plan.Tokenizer.Encode(_text, "text").Take(700)];

        float[] all = model.Surprises(units, 1, CancellationToken.None),
            last = model.Surprises(units, 600, CancellationToken.None);

        // All of them are cut into two streams; the second begins 256 units before its first one, as if the last
        // hundred were the only ones.
        Assert.Equal(699, all.Length);
        Assert.Equal(100, last.Length);
        for (int i = 0; i < last.Length; i++)
        {
            Assert.Equal(all[599 + i], last[i], 1e-4);
        }
    }

    [Fact]
    public async Task TheModel_LearnsAndBeatsFrequencies_AndTheResultSaysWhatItIsWorth()
    {
        LanguageOptions options = Options(UnitKind.Characters);
        LanguagePlan plan = Plan(options with { Fit = options.Fit with { Epochs = 12, Hidden = 32 } });
        var told = new List<int>();
        plan.Sampled = (epoch, text) =>
        {
            told.Add(epoch);
            Assert.Equal(20, text.Length);
        };
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        JobResult result = plan.Fitted(model).Measure("carousel language", TestContext.Current.CancellationToken);

        Assert.Equal([.. Enumerable.Range(1, 12)], told);
        IReadOnlyDictionary<string, double> own = result.Scores[0].Metrics;
        Assert.True(own["nats"] < result.Scores.Single(s => s.Name == "frequencies").Metrics["nats"] - 0.5);
        Assert.Equal(own["nats"] / Math.Log(2), own["bits"], 1e-12);
        Assert.Equal(Math.Exp(own["nats"]), own["perplexity"], 1e-9);
        Assert.Contains("Kneser–Ney", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(plan.FileNames, result.Files.Select(f => f.Name));
        Assert.Contains("Surprise", result.Report!.Sections.Select(s => s.Title));
    }

    [Fact]
    public async Task Speech_IsTheSameForASeed_AndASpeakerKeepsItsState()
    {
        using var model = (await Plan(Options(UnitKind.Characters))
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        int[] beginning = model.Tokenizer.Encode("the ", "text");
        string Said(GenerationOptions options, int first, int second)
        {
            using Generator speaker = model.NewGenerator(options);
            using var text = new StringWriter();
            speaker.Say(beginning, first, text, CancellationToken.None);
            speaker.Say([], second, text, CancellationToken.None);
            return text.ToString();
        }

        Assert.Equal(Said(new GenerationOptions(), 40, 0), Said(new GenerationOptions(), 15, 25));
        Assert.NotEqual(Said(new GenerationOptions(), 40, 0), Said(new GenerationOptions { Seed = 2 }, 40, 0));
        Assert.Equal(
            Said(new GenerationOptions { Temperature = 0 }, 40, 0), Said(new GenerationOptions { TopK = 1 }, 40, 0));
        Assert.Equal(
            Said(new GenerationOptions { Temperature = 0 }, 40, 0), Said(new GenerationOptions { TopP = 1e-6 }, 40, 0));
        Assert.Equal(40, Said(new GenerationOptions { TopK = 100_000, TopP = 1 }, 40, 0).Length);
    }

    [Fact]
    public async Task Draws_FollowTheProbabilities()
    {
        using var model = (await Plan(Options(UnitKind.Characters))
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        int[] beginning = model.Tokenizer.Encode("the ", "text");
        const int Draws = 4000;
        int unit = model.Tokenizer.Encode("w", "text")[0], count = 0;
        for (int seed = 0; seed < Draws; seed++)
        {
            using Generator speaker = model.NewGenerator(new GenerationOptions { Seed = (ulong)seed });
            speaker.Hear(beginning);
            count += speaker.Next() == unit ? 1 : 0;
        }

        // Speakers hear no end of a line before the beginning; a speaker that does gives the same state as the scorer.
        double share = Math.Exp(-model.Surprises([.. beginning, unit], beginning.Length, CancellationToken.None)[0]);
        double deviation = Math.Sqrt(share * (1 - share) / Draws);
        Assert.InRange((double)count / Draws, share - (4 * deviation), share + (4 * deviation));
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(1, null, null)]
    [InlineData(10, null, null)]
    [InlineData(1, 1, null)]
    [InlineData(1, 100_000, 1.0)]
    [InlineData(1, null, 0.5)]
    public async Task TheUnknownWord_IsNeverGenerated(double temperature, int? topK, double? topP)
    {
        // After "saw" only the unknown word occurs.
        string text = string.Concat(Enumerable.Range(0, 90).Select(i => $"the whale saw r{i}x and r{i}y .\n"));
        LanguageOptions options = Options(UnitKind.Words) with
        {
            Fit = new FitOptions { Hidden = 12, Epochs = 40, Batch = 4, Threads = 1 },
        };
        using var model = (await LanguagePlan.Make(LanguageText.Of(text, "rare.txt"), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        int unknown = model.Tokenizer.Vocabulary.Unknown;
        int[] beginning = model.Tokenizer.Encode("the whale saw", "text");
        Assert.True(model.Surprises([.. beginning, unknown], 3, CancellationToken.None)[0] < Math.Log(2));
        using Generator speaker = model.NewGenerator(
            new GenerationOptions { Temperature = temperature, TopK = topK, TopP = topP });

        for (int n = 0; n < 200; n++)
        {
            speaker.Hear(beginning);
            Assert.NotEqual(unknown, speaker.Next());
        }
    }

    [Fact]
    public void ATextWithoutARepeatedWord_IsRefused() => Assert.Equal(
        "x.txt: no word occurs twice, so all words would be unknown. Pass --units characters.",
        Assert.Throws<DataFormatException>(() => LanguagePlan.Make(
            LanguageText.Of(string.Join(' ', Enumerable.Range(0, 200)), "x.txt"), Options(UnitKind.Words)))
            .OnCommandLine);

    [Theory]
    [InlineData(null, null)]
    [InlineData(5, 0.9)]
    public async Task AUnitOfSpeech_AllocatesNothing(int? topK, double? topP)
    {
        using var model = (await Plan(Options(UnitKind.Bytes))
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using Generator speaker = model.NewGenerator(new GenerationOptions { TopK = topK, TopP = topP });
        speaker.Hear([32]);

        Allocations.AssertNone(() => speaker.Next(), warmUps: 50);
    }

    [Fact]
    public async Task AFastaFile_IsCutIntoResidues_AndKeepsTheNamesOfItsEntries()
    {
        string file = _folder.Write(
            "x.fa", ">a first\n" + string.Concat(Enumerable.Repeat("GATTACA", 60)) + "\n>b\nACGT\n");
        var text = LanguageText.Read(file);
        var plan = LanguagePlan.Make(text, Options(null));
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        Assert.Equal(["a", "b"], text.Entries);
        Assert.Equal(
            ["a", "b"], model.Inspect().Read(JobInput.OfFile(file), TestContext.Current.CancellationToken)
                .Select(s => s.Name));
        Assert.Equal((UnitKind.Residues, 5), (plan.Tokenizer.Kind, plan.Design.VocabularySize));
        Assert.Equal("residues", plan.Unit);
    }

    [Fact]
    public void AShortText_IsRefusedWithWhatItLacks()
    {
        DataFormatException error = Assert.Throws<DataFormatException>(
            () => LanguagePlan.Make(LanguageText.Of("Call me Ishmael.", "x.txt"), Options(null)));

        Assert.Equal(
            "x.txt has 16 characters, but training and test need 75 or more. Pass a longer text.", error.OnCommandLine);
        Assert.NotNull(LanguagePlan.Make(LanguageText.Of(new string('a', 75), "x.txt"), Options(null)));
        Assert.Throws<DataFormatException>(
            () => LanguagePlan.Make(LanguageText.Of(new string('a', 74), "x.txt"), Options(null)));
        Assert.Contains(
            "is empty", Assert.Throws<DataFormatException>(() => LanguageText.Of(" \n", "x.txt")).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, 2)]
    [InlineData(10_000, 8)]
    [InlineData(100_000, 32)]
    public void AShortText_IsReadInFewerStreams(int characters, int streams) => Assert.Equal(
        streams, LanguagePlan.Make(
            LanguageText.Of(string.Concat(Enumerable.Repeat("ab\n", characters / 3)), "x.txt"), new LanguageOptions())
            .Training.Batch);

    [Fact]
    public void Split_IsByPlace_AndShiftsWithItsShares()
    {
        Assert.Equal(new LanguageSplit(850, 900, 1000), LanguageSplit.Of(1000, 0.1, 0.05));
        Assert.Equal(new LanguageSplit(900, 900, 1000), LanguageSplit.Of(1000, 0.1, 0));
    }

    private static LanguageOptions Options(UnitKind? kind) => new()
    {
        Units = kind,
        Fit = new FitOptions { Hidden = 12, Layers = 2, Epochs = 3, Batch = 8, Threads = 1, Dropout = 0.1 },
        Pieces = 280,
        Length = 16,
        Sample = 20,
    };

    private static LanguagePlan Plan(LanguageOptions options) =>
        LanguagePlan.Make(LanguageText.Of(_text, "whale.txt"), options);

    private async Task<byte[]> BytesAsync(LanguageOptions options, FitRun? run = null)
    {
        using var model = (await Plan(options)
            .FitAsync(run ?? new FitRun(), TestContext.Current.CancellationToken)).Model;
        model.Save(_folder.File("model"));
        return await File.ReadAllBytesAsync(_folder.File("model"), TestContext.Current.CancellationToken);
    }
}
