using Carousel.Data;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Translation;

/// <summary>Small fits from pairs to translations: words of a made language in reversed order.</summary>
public sealed class TranslatorTests : IDisposable
{
    private static readonly string[] _words = ["ba", "de", "fi", "go", "ku"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Translator_LearnsAnOrderThatWordByWordCannot()
    {
        TranslationPlan plan = Plan(600, Options(14));
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel translate", CancellationToken.None);
        Assert.Equal(["carousel", "dictionary", "copy"], result.Scores.Select(s => s.Name));
        Assert.True(result.Scores[0].Metrics["bleu"] > 70, result.Sentence);
        Assert.True(result.Scores[0].Metrics["bleu"] > result.Scores[1].Metrics["bleu"]);
        Assert.Contains(
            result.Details, d => d.Contains("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp", StringComparison.Ordinal));
        Assert.Contains(
            result.Report!.Sections, s => s.Title == "Attention" && s.Blocks.OfType<Report.HeatMap>().Any());
        Assert.Equal("test.tsv", Assert.Single(result.Files).Name);
    }

    [Fact]
    public void TheValidationScore_IsNamed() => Assert.Contains(
        Plan(60, Options(1)).Facts,
        f => f.Fact.Contains(" (score: 100 − chrF2, lower is better)", StringComparison.Ordinal));

    [Fact]
    public async Task TheModelFile_IsTheSameForAnyNumberOfThreads_AndGivesTheSameTranslations()
    {
        byte[]? expected = null;
        foreach (int threads in new[] { 1, 2 })
        {
            TranslationOptions options = Options(1);
            using var translator = (await Plan(
                60, options with { Fit = options.Fit with { Threads = threads } })
                    .FitAsync(new FitRun(), CancellationToken.None)).Model;
            translator.Save(_folder.File("model"));
            byte[] bytes = await File.ReadAllBytesAsync(_folder.File("model"), TestContext.Current.CancellationToken);
            expected ??= bytes;
            Assert.Equal(expected, bytes);
        }

        using var loaded = (Translator)AllModels.Load(_folder.File("model"), 1);
        using var again = (await Plan(60, Options(1))
            .FitAsync(new FitRun(), CancellationToken.None)).Model;
        string[] lines = ["ba de", "", "ku ku ku fi", "ö"];
        Assert.Equal(again.Translate(lines), loaded.Translate(lines));
        Assert.Equal("", loaded.Translate(lines)[1]);
        Assert.Equal(loaded.Translate(["ku ku ku fi"])[0], loaded.Translate(lines)[2]);
        Assert.NotEmpty(loaded.Describe().Lines);
        using var output = new StringWriter();
        loaded.Predict(JobInput.OfText("ba\n\nde\n"), output, CancellationToken.None);
        Assert.Equal(4, output.ToString().Split('\n').Length);
        Assert.Contains("at most 400", Assert.Throws<DataFormatException>(() => loaded.Predict(
            JobInput.OfText("ba\n" + string.Join(' ', Enumerable.Repeat("ba", 5000))), output,
            CancellationToken.None)).OnCommandLine, StringComparison.Ordinal);
        Assert.Contains(
            "no text",
            Assert.Throws<DataFormatException>(
                () => loaded.Predict(JobInput.OfText("\n"), output, CancellationToken.None)).OnCommandLine,
                StringComparison.Ordinal);
        JobResult result = loaded.Evaluate(JobInput.OfText("ba de\tDE BA\n"), CancellationToken.None);
        Assert.Equal(3, result.Scores.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(AttentionScore.Dot)]
    public async Task EveryKind_IsFittedSavedAndRead(AttentionScore? attention)
    {
        TranslationOptions options = Options(1) with
        {
            Attention = attention,
            Beam = new BeamOptions { Width = 2 },
        };
        using var translator = (await Plan(60, options).FitAsync(new FitRun(), CancellationToken.None)).Model;
        translator.Save(_folder.File("model"));
        using Translator loaded = Translator.Load(_folder.File("model"), 1);
        Assert.Equal(translator.Translate(["ba de fi"]), loaded.Translate(["ba de fi"]));

        ModelFile file = translator.ToFile();
        new ModelFile
        {
            Task = file.Task,
            Configuration = file.Configuration.Replace("\"is_joint\":true", "\"is_joint\":false"),
            Vocabulary = file.Vocabulary,
            Training = file.Training,
            Data = file.Data,
            Tensors = file.Tensors,
        }.Write(_folder.File("older"));
        Assert.Contains(
            "needs separate tokens for each language.",
            Assert.Throws<ModelFileException>(() => Translator.Load(_folder.File("older"), 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheBestTranslations_AreATableWithRankAndScore()
    {
        using var translator = (await Plan(60, Options(2)).FitAsync(new FitRun(), CancellationToken.None)).Model;
        string alone = translator.Translate(["ba de"])[0];
        Assert.Contains(
            "--best must be at most --beam, 5, but is 6",
            Assert.Throws<OptionException>(() => translator.Beam = translator.Beam with { Best = 6 }).OnCommandLine,
            StringComparison.Ordinal);
        translator.Beam = translator.Beam with { Best = 3 };
        using var output = new StringWriter();
        translator.Predict(JobInput.OfText("ba de\n\nku fi go\n"), output, CancellationToken.None);
        string[][] rows =
        [
            .. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')),
        ];
        Assert.Equal(["line", "rank", "score", "translation"], rows[0]);
        Assert.Equal(
            [("1", "1"), ("1", "2"), ("1", "3"), ("3", "1"), ("3", "2"), ("3", "3")],
            rows[1..].Select(r => (r[0], r[1])));
        double[] scores =
        [
            .. rows[1..4].Select(r => double.Parse(r[2], System.Globalization.CultureInfo.InvariantCulture)),
        ];
        Assert.True(scores[0] >= scores[1] && scores[1] >= scores[2], output.ToString());
        Assert.Equal(alone, rows[1][3]);
        Assert.Equal("translations.tsv", translator.PredictionFile);
    }

    [Fact]
    public async Task AStoppedTraining_GoesOnWithAnotherBeam_AndNotWithOtherPieces()
    {
        TranslationOptions options = Options(2);
        var run = new FitRun { Folder = _folder.Path, Resume = true };
        (await Plan(60, options).FitAsync(new FitRun { Folder = _folder.Path }, new CancellationToken(canceled: true)))
            .Dispose();
        byte[] checkpoint = await File.ReadAllBytesAsync(run.CheckpointFile!, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<CheckpointException>(
            () => Plan(60, options with { Pieces = 264 }).FitAsync(run, CancellationToken.None));
        await File.WriteAllBytesAsync(run.CheckpointFile!, checkpoint, TestContext.Current.CancellationToken);
        using var model = (await Plan(60, options with { Beam = new BeamOptions { Width = 1 } })
            .FitAsync(run, CancellationToken.None)).Model;
        Assert.Equal(2, model.Summary.History.Count);
    }

    [Fact]
    public async Task AStoppedTraining_GoesOnAsIfItHadNotStopped()
    {
        TranslationOptions options = Options(3);
        using var whole = (await Plan(60, options).FitAsync(new FitRun(), CancellationToken.None)).Model;
        var run = new FitRun { Folder = _folder.Path };
        using var stop = new CancellationTokenSource();
        (await Plan(60, options).FitAsync(run with { Observers = [new StopAtStep(8, stop)] }, stop.Token)).Dispose();
        using var resumed = (await Plan(60, options)
            .FitAsync(run with { Resume = true }, CancellationToken.None)).Model;
        Assert.Equal(
            whole.Summary.History.Select(e => (e.TrainingLoss, e.Score)),
            resumed.Summary.History.Select(e => (e.TrainingLoss, e.Score)));
        Assert.Equal(whole.Translate(["ba de fi", "ku"]), resumed.Translate(["ba de fi", "ku"]));
        Assert.Equal(whole.Design, resumed.Design);
    }

    [Fact]
    public async Task TheLengthPenalty_IsChosenOnTheValidationPart_AndKeptInTheFile()
    {
        using var chosen = (await Plan(60, Options(2)).FitAsync(new FitRun(), CancellationToken.None)).Model;
        Assert.NotNull(chosen.Beam.LengthPenalty);
        chosen.Save(_folder.File("model"));
        using Translator loaded = Translator.Load(_folder.File("model"), 1);
        Assert.Equal(chosen.Beam, loaded.Beam);
        using var told = (await Plan(
            60, Options(2) with { Beam = new BeamOptions { LengthPenalty = 0.3 } })
            .FitAsync(new FitRun(), CancellationToken.None)).Model;
        Assert.Equal(0.3, told.Beam.LengthPenalty);
        using var alone = (await Plan(60, Options(1) with { ValidationShare = 0 })
            .FitAsync(new FitRun(), CancellationToken.None)).Model;
        Assert.Null(alone.Beam.LengthPenalty);
    }

    [Fact]
    public void Parts_ThatShareLines_AreNoted()
    {
        string file = _folder.File("pairs.tsv");
        File.WriteAllLines(file, Enumerable.Range(0, 40).Select(k => $"ba {k}\tBA {k}"));
        TranslationData data = TranslationData.Read(
            file, null, new TranslationOptions { Validation = file, Test = file });
        Assert.Equal(3, data.Notes.Count);
        Assert.Contains(
            "40 of 40 pairs of the validation set also appear in the training set. Scores on new data may be lower.",
            data.Notes);
        Assert.Contains(
            "40 of 40 pairs of the test set also appear in the validation set. Scores on new data may be lower.",
            data.Notes);
        Assert.Empty(TranslationData.Read(file, null, new TranslationOptions()).Notes);
    }

    [Fact]
    public void Options_ThatExcludeEachOther_AreRefused()
    {
        TranslationOptions options = Options(1);
        Assert.Contains("--hidden must be even", Refused(options with { Fit = options.Fit with { Hidden = 7 } }));
        Assert.Contains(
            "--cell must be lstm", Refused(options with { Fit = options.Fit with { Cell = CellKind.Gru } }));
        Assert.Contains(
            "none is left for training", Refused(options with { ValidationShare = 0.5, TestShare = 0.5 }));
        Assert.Contains(
            "--test-target names translations, but --test is missing", Refused(options with { TestTarget = "a.de" }));
        Assert.Contains(
            "3 lines with a translation; 20 or more",
            Assert.Throws<DataFormatException>(() => Plan(3, options)).OnCommandLine);
    }

    [Fact]
    public async Task TranslationsOfOneWord_ChooseTheEpochToo()
    {
        TranslationOptions options = Options(6);
        SentencePair[] made =
        [
            .. Enumerable.Range(0, 100).Select(k => $"{_words[k % 5]}{_words[k / 5 % 5]}{_words[k / 25]}")
                .Select((word, k) => new SentencePair(word, word.ToUpperInvariant(), k + 1)),
        ];
        var plan = TranslationPlan.Make(TranslationData.Divide("made", made, options), options);
        using Fitted<Translator> fitted = await plan.FitAsync(new FitRun(), CancellationToken.None);
        Assert.True(fitted.Model.Summary.BestEpoch > 1);
        Assert.True(fitted.Model.Summary.BestScore < 99, $"{fitted.Model.Summary.BestScore}");
        Assert.Equal(
            fitted.Model.Summary.BestEpoch == 6, fitted.Measure("", CancellationToken.None).Notes.Contains(
                "The last epoch was the best on the validation set: more epochs may help."));
    }

    [Theory]
    [InlineData("EINS", "2 lines get chrF2 100.0, against 0.0 word by word.")]
    [InlineData("eins", "2 lines get chrF2 89.4, against 0.0 word by word.")]
    public void ShortTranslations_AreComparedByCharacters(string found, string sentence) => Assert.Equal(
        sentence, TranslationResults.Sentence(new TranslationMeasurement(
            [new SentencePair("one", "EINS", 1), new SentencePair("two", "ZWEIUNDZWANZIG", 2)],
            [found, "ZWEIUNDZWANZIG"], ["-", "-"])));

    [Fact]
    public void Sentence_SaysIt_IfBleuAndCharactersDisagree()
    {
        const string reference = "the old man went home quickly today";
        string sentence = TranslationResults.Sentence(new TranslationMeasurement(
            [new SentencePair("-", reference, 1)], ["the old man went"], ["thee old mans went homes quickly todays"]));
        Assert.Matches("word by word. chrF2 says the opposite: [0-9.]+ against [0-9.]+[.]$", sentence);
    }

    [Theory]
    [InlineData(60, 200)]
    [InlineData(400, 100)]
    [InlineData(1000, 40)]
    [InlineData(4000, 10)]
    public void FewPairs_HaveMoreEpochs(int pairs, int epochs) => Assert.Equal(
        epochs, Plan(pairs, new TranslationOptions()).Training.Epochs);

    [Fact]
    public async Task NamedColumns_AreKept_AndReadByName()
    {
        string file = _folder.File("pairs.csv"), other = _folder.File("other.csv");
        await File.WriteAllTextAsync(
            file,
            "en,de\n" + string.Concat(Enumerable.Range(0, 60).Select(k => $"ba {k},BA {k}\n")), CancellationToken.None);
        using var model = (await TranslationPlan.Read(file, Options(1)).FitAsync(new FitRun(), CancellationToken.None))
            .Model;
        model.Save(_folder.File("model"));
        using Translator loaded = Translator.Load(_folder.File("model"), 1);
        string expected = string.Join('\n', loaded.Translate(["ba 1", "ba 2"])) + "\n";
        foreach (string table in (string[])["de,en\n-,ba 1\n-,ba 2\n", "id,en\n7,ba 1\n8,ba 2\n", "en\nba 1\nba 2\n"])
        {
            await File.WriteAllTextAsync(other, table, CancellationToken.None);
            using var output = new StringWriter();
            loaded.Predict(JobInput.OfFile(other), output, CancellationToken.None);
            Assert.Equal(expected, output.ToString());
        }

        Assert.Equal(
            loaded.Evaluate(JobInput.OfText("ba 1\tBA 1\n"), CancellationToken.None).Sentence,
            loaded.Evaluate(JobInput.OfText("de,en\nBA 1,ba 1\n"), CancellationToken.None).Sentence);
    }

    [Fact]
    public void ADamagedModel_IsRefused()
    {
        File.WriteAllText(_folder.File("model"), "nothing");
        Assert.Throws<ModelFileException>(() => Translator.Load(_folder.File("model")));
    }

    [Fact]
    public void BundledSentences_AreMadeByTheirRules()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Carousel.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        IReadOnlyList<SentencePair> pairs = SentenceRules.Make(1);
        Assert.Equal(
            pairs, ParallelReader.Read(Path.Combine(folder, "samples", "sentences.tsv.gz"), target: null));
        Assert.Equal(4000, pairs.Select(p => p.Source).Distinct().Count());
    }

    [Fact]
    public void WordDictionary_FindsTheWordsThatGoTogether()
    {
        SentencePair[] pairs =
        [
            new("the dog sleeps", "der Hund schläft", 1), new("the cat sleeps", "die Katze schläft", 2),
            new("a dog eats", "ein Hund frisst", 3), new("a cat eats", "eine Katze frisst", 4),
        ];
        Dictionary<string, string> dictionary = WordDictionary.Learn(pairs);
        Assert.Equal(
            "Hund frisst, Katze schläft nicht.", WordDictionary.Translate(dictionary, "dog eats, cat sleeps nicht."));
    }

    private static string Refused(TranslationOptions options) =>
        Assert.Throws<OptionException>(() => Plan(40, options)).OnCommandLine;

    private static TranslationOptions Options(int epochs) => new()
    {
        Fit = new FitOptions { Epochs = epochs, Hidden = 32, Batch = 8, LearningRate = 0.01, Dropout = 0, Threads = 1 },
        EmbeddingSize = 16,
        Pieces = 270,
        ValidationShare = 0.1,
        TestShare = 0.1,
    };

    private static TranslationPlan Plan(int pairs, TranslationOptions options)
    {
        var draws = new Carousel.Testing.Draws(5);
        SentencePair[] made = [.. Enumerable.Range(1, pairs).Select(line =>
        {
            string[] words =
            [
                .. Enumerable.Range(0, 2 + draws.Below(3)).Select(_ => _words[draws.Below(_words.Length)]),
            ];
            return new SentencePair(
                string.Join(' ', words), string.Join(' ', words.Reverse()).ToUpperInvariant(), line);
        })];
        return TranslationPlan.Make(TranslationData.Divide("made", made, options), options);
    }
}
