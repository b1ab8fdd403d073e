using System.Globalization;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Training;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Small fits of each kind.</summary>
public sealed class ClassifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Texts_AreLearned_AndGiveEqualFilesForAnyThreads()
    {
        ClassOptions options = Small(8);
        byte[] one = await FitAsync(ClassPlan.Make(Texts(60), null, options), "one.safetensors");
        byte[] two = await FitAsync(
            ClassPlan.Make(Texts(60), null, options with { Fit = options.Fit with { Threads = 2 } }),
            "two.safetensors");
        Assert.Equal(one, two);
    }

    [Fact]
    public void Origin_NamesTheBaselineOfNegationsOfEarlierVersions() => Assert.Equal(
        "m needs a baseline that counts negated words without their letters and pairs. Version 0.1 is the last that "
        + "reads it: train the model again with this version.",
        Assert.Throws<Storage.ModelFileException>(() => RemovedFeature.Require(
            ClassOrigin.Removed, "{\"rival\":{\"kind\":\"NegatedWords\"}}", "m")).Message);

    [Fact]
    public void Design_NamesTheConvolutionsOfEarlierVersions() => Assert.Contains(
        "Version 0.1 is the last that reads it", Assert.Throws<Storage.ModelFileException>(
            () => RemovedFeature.Require(ClassDesign.Removed, "{\"filters\":32}", "m")).Message);

    [Fact]
    public async Task Model_AnswersAlike_WhenItIsLoaded()
    {
        ClassPlan plan = ClassPlan.Make(Texts(120), null, Small(12));
        using var fitted = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        Classifier model = Mixed(fitted);
        string file = Path.Combine(_folder, "model.safetensors");
        model.Save(file);
        using var loaded = Classifier.Load(file, threads: 1);
        double[] fresh = model.Probabilities("what a good film"),
            again = loaded.Probabilities("what a good film");

        Assert.Equal(fresh, again);
        Assert.Equal(1, again.Sum(), 6);
        JobResult measured = plan.Fitted(model).Measure("carousel classify", TestContext.Current.CancellationToken);
        Assert.True(measured.Scores[0].Metrics["accuracy"] > 0.9, measured.Sentence);
        Assert.Equal(
            ["carousel", "networks", "baseline", "naive_bayes", "most_frequent"],
            measured.Scores.Select(s => s.Name));
        Assert.Equal(ClassBaseline.Words, loaded.Inside!.Baseline.Kind);
        Assert.NotNull(measured.Report);
    }

    [Fact]
    public async Task ModelWithARivalInside_GivesTheSameFileOverThreads_AnswersAlikeWhenLoaded_AndIsNotExported()
    {
        ClassData data = Numbers(40);
        ClassOptions options = Small(40);
        byte[] one = await FitAsync(ClassPlan.Make(data, null, options), "one.safetensors");
        byte[] two = await FitAsync(
            ClassPlan.Make(data, null, options with { Fit = options.Fit with { Threads = 2 } }), "two.safetensors");
        Assert.Equal(one, two);

        ClassPlan plan = ClassPlan.Make(data, null, options);
        using var fitted = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        Classifier fresh = Mixed(fitted);
        fresh.Save(Path.Combine(_folder, "mixed.safetensors"));
        using var loaded = Classifier.Load(Path.Combine(_folder, "mixed.safetensors"), threads: 1);
        Assert.Equal(ClassBaseline.Convolutions, loaded.Inside!.Baseline.Kind);
        Assert.Equal(
            fresh.Answer(data, TestContext.Current.CancellationToken).Probabilities,
            loaded.Answer(data, TestContext.Current.CancellationToken).Probabilities);
        JobResult measured = plan.Fitted(fresh).Measure("carousel classify", TestContext.Current.CancellationToken);
        Assert.Equal(
            ["carousel", "networks", "baseline", "nearest_neighbour", "most_frequent"],
            measured.Scores.Select(s => s.Name));
        Assert.Contains(
            "--baseline none",
            Assert.Throws<NotPortableException>(() => ((IPortableModel)loaded).ToPortable()).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trial_LeavesTheAnswerToTheBaseline_WhereOneNetworkIsWorse()
    {
        var options = new ClassOptions { Fit = Small(4).Fit with { LearningRate = 1e-8 } };
        ClassPlan plan = ClassPlan.Make(Numbers(40), null, options);
        Assert.Equal(10, plan.Design.Ensemble);
        Fitted<Classifier> fitted = await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken);
        using Classifier model = fitted.Model;
        Assert.Equal(StopReason.Decided, model.Summary.Reason);
        Assert.Equal(0, model.Inside!.Answer.Alpha);
        Assert.Equal(1, model.Design.Ensemble);
        Assert.Equal(["trial"], fitted.Trainings.Select(t => t.Name));
        JobResult measured = plan.Fitted(model).Measure("carousel classify", TestContext.Current.CancellationToken);
        Assert.Equal(["carousel", "nearest_neighbour", "most_frequent"], measured.Scores.Select(s => s.Name));
        Assert.Contains(measured.Notes, n => n.StartsWith("After half of each series", StringComparison.Ordinal));
        Assert.Equal(
            ["What drove the answer"],
            measured.Page!.Sections.Where(s => s.Title.StartsWith("What drove", StringComparison.Ordinal))
                .Select(s => s.Title));

        // Ten networks cannot start from the only one.
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);
        OptionException refused = await Assert.ThrowsAsync<OptionException>(
            () => plan.FitAsync(new FitRun { From = path }, TestContext.Current.CancellationToken));
        Assert.Contains("--ensemble 1", refused.OnCommandLine, StringComparison.Ordinal);
    }

    // Half of the answer is that of the networks, which would get no share of data that are this easy.
    private static Classifier Mixed(Classifier model)
    {
        InnerBaseline inside = model.Inside! with { Answer = model.Inside.Answer with { Alpha = 0.5 } };
        return new Classifier(
            model.Backend, (ClassModel)model.Networks[0], model.Summary,
            model.Origin with { Baseline = inside.Origin }, inside);
    }

    [Fact]
    public async Task RareClass_MakesNoAnswerCertain()
    {
        string[] words = ["we", "saw", "this", "film", "today", "again", "with", "our", "old", "friends"];
        var data = new ClassData("texts", [],
        [
            .. Enumerable.Range(0, 200).Select(i => new ClassSample(i % 50 == 7 ? "rare" : "common", i + 2)
            {
                Id = $"{i}",
                Text = string.Join(' ', Enumerable.Range(0, 6).Select(w => words[(i * (w + 3) / 2) % 10])),
            }),
        ]);
        ClassPlan plan = ClassPlan.Make(data, null, Small(12) with { Baseline = ClassBaseline.None });
        using Fitted<Classifier> fitted = await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken);

        Assert.True(fitted.Model.Temperature >= 1);
        Assert.Contains(
            "The training data on which the networks are checked lack a class, because it has few examples.",
            fitted.Measure("carousel classify", TestContext.Current.CancellationToken).Notes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TestTexts_ThatAreInTheTrainingSet_AreCounted(bool areCopies)
    {
        ClassData all = Texts(60), test = all with
        {
            Samples = [.. all.Samples.Take(6).Select((s, i) => s with
            {
                Text = areCopies && i < 4 ? s.Text : $"{s.Text} {i} more",
            })],
        };
        using Fitted<Classifier> fitted = await ClassPlan.Make(all, test, Small(2))
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken);
        IReadOnlyList<string> notes =
            fitted.Measure("carousel classify", TestContext.Current.CancellationToken).Notes;

        Assert.Equal(areCopies, notes.Contains(
            "4 of 6 texts of the test set also appear in the training set. Scores on new data may be lower."));
        Assert.Equal(
            !areCopies, notes[^1].StartsWith("The test file was not used in training.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TestSeries_ThatAreInTheTrainingSet_AreCounted()
    {
        var data = new ClassData("series", ["x"],
        [
            .. Enumerable.Range(0, 20).Select(
                i => new ClassSample($"{i % 2}", i) { Id = $"{i}", Values = [i, 1, i % 2] }),
        ]);
        using Fitted<Classifier> fitted = await ClassPlan.Make(data, data, Small(1))
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken);
        IReadOnlyList<string> notes =
            fitted.Measure("carousel classify", TestContext.Current.CancellationToken).Notes;
        Assert.Contains(
            notes, n => n.StartsWith("20 of 20 sequences of the test set also appear", StringComparison.Ordinal));
    }

    [Fact]
    public void StatedMemory_CountsTheFeaturesOfTheBaseline()
    {
        static long Bytes(int series, ClassBaseline baseline) => ClassPlan.Make(
            Numbers(series), null, new ClassOptions { Baseline = baseline, TestShare = 0.5 }).MeasuringBytes;
        Assert.Equal(Bytes(80, ClassBaseline.None) + (40 * ((40 * 36) + (70_000L * 4))), Bytes(80, ClassBaseline.Auto));
        Assert.Equal((4000 * 4000L * 36) + (60_000_000L * 4), ConvolutionBaseline.BytesOf(1_000_000));
    }

    [Fact]
    public void FewSeries_HaveANetworkForEachPartOfTwoDivisions()
    {
        var plan = ClassPlan.Make(Numbers(40), null, new ClassOptions());
        Assert.Equal(10, plan.Design.Ensemble);
        Assert.EndsWith(
            "each validated on a different one of 5 folds, drawn 2 times, of the training set",
            plan.Facts.Single(f => f.Name == "model").Fact);
        Assert.Equal(3, ClassPlan.Make(Texts(40), null, new ClassOptions()).Design.Ensemble);

        // Who asks for fewer networks than a division has parts needs no second one.
        Assert.EndsWith(
            "each validated on a different one of 5 folds of the training set",
            ClassPlan.Make(Numbers(40), null, Small(1)).Facts.Single(f => f.Name == "model").Fact);
    }

    [Fact]
    public void EachSeries_IsCheckedOnceInEachDivision_AndTheDivisionsDiffer()
    {
        ClassData data = Numbers(40);
        var split = ClassSplit.Make(data, data, null, 1);
        ClassOptions options = Small(1) with { Ensemble = 10 };
        var encoder = ClassEncoder.Fit(ClassDesign.Of(data, options), data, split.Labels);
        EncodedSample[] samples = [.. data.Samples.Select(encoder.Encode)];
        ClassTraining training = ClassTraining.Of(samples, encoder.Design, options).Training;
        Assert.Equal((5, 2), (training.Folds, training.Divisions));
        using var backend = new CpuBackend(1);
        var model = new ClassModel(encoder);
        model.Build(backend, 1);
        var problem = new ClassProblem(model, samples, training, 1, "");
        Assert.NotEqual(problem.Divisions[0], problem.Divisions[1]);
        using var arena = new Arena(backend);
        Assert.All(
            problem.Unseen(new Tape(backend, arena), TestContext.Current.CancellationToken).CountBy(u => u.Row),
            row => Assert.Equal(2, row.Value));
    }

    [Fact]
    public async Task ModelWithoutARival_AnswersByItsNetworks()
    {
        ClassData data = Numbers(40);
        using IJobModel model = (await ClassPlan.Make(data, null, Small(1) with { Baseline = ClassBaseline.None })
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        var classifier = (Classifier)model;
        Assert.Null(classifier.Inside);
        Assert.Equal(
            classifier.AnswerOfNetworks(data, TestContext.Current.CancellationToken).Probabilities,
            classifier.Answer(data, TestContext.Current.CancellationToken).Probabilities);
    }

    [Fact]
    public async Task TextsWithoutARival_AreThoseOfTheNetworks_AndCanBeExported()
    {
        ClassPlan plan = ClassPlan.Make(Texts(120), null,
            Small(2) with { Baseline = ClassBaseline.None, IsCausal = true });
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        Assert.Null(((Classifier)model).Inside);
        Assert.NotNull(((IPortableModel)model).ToPortable());
        JobResult measured = plan.Fitted(model).Measure("carousel classify", TestContext.Current.CancellationToken);
        Assert.Equal(
            ["carousel", "naive_bayes", "most_frequent"], measured.Scores.Select(s => s.Name));
    }

    [Fact]
    public async Task GuessedColumns_HoldForTheFileThatMeasures_AndForTheModel()
    {
        string train = Path.Combine(_folder, "stars.csv"), test = Path.Combine(_folder, "sorted.csv");
        string[] rows = [.. Texts(40).Samples.Select(s => $"{s.Label},{s.Text}")];
        await File.WriteAllLinesAsync(train, ["opinion,said", .. rows], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(
            test, ["opinion,said", rows[0], rows[2], rows[4]], TestContext.Current.CancellationToken);
        var plan = ClassPlan.Read(train, Small(1) with { Test = test });
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        Assert.Equal("opinion", ((Classifier)model).Origin.Columns.Label);
        Assert.Single(model.Evaluate(JobInput.OfFile(test), TestContext.Current.CancellationToken).Facts);
    }

    [Fact]
    public void Plan_Refuses_ARivalOfSeries_ForTexts() => Assert.Contains(
        "--baseline convolutions does not fit",
        Assert.Throws<OptionException>(
            () => ClassPlan.Make(
                Texts(20), null, Small(1) with { Baseline = ClassBaseline.Convolutions })).OnCommandLine,
            StringComparison.Ordinal);

    [Fact]
    public void Texts_KeepStrayQuotationMarks_WhereTabsSeparate()
    {
        string file = Path.Combine(_folder, "quotes.tsv");
        File.WriteAllText(
            file,
            "label\ttext\nfor\t\"a fine film\nagainst\tdull\" they say\nfor\t\"so good\"\nagainst\tno\n");
        ClassData data = ClassReader.Read(file);
        Assert.Equal(["\"a fine film", "dull\" they say", "so good", "no"], data.Samples.Select(s => s.Text));
    }

    [Fact]
    public void Texts_OverSeveralLines_AreTold_WhereCommasSeparate()
    {
        string file = Path.Combine(_folder, "quotes.csv");
        File.WriteAllText(file, "label,text\nfor,\"a fine\nfilm\"\nagainst,no\nfor,yes\n");
        Assert.Contains(
            ClassReader.Read(file).Notes, n => n.StartsWith("1 text in quotation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fit_EndsWithTheSameBytes_WhenItIsStoppedAndResumed()
    {
        ClassOptions options = Small(40);
        byte[] whole = await FitAsync(ClassPlan.Make(Numbers(40), null, options), "whole.safetensors");
        using var stopping = new CancellationTokenSource();
        var run = new FitRun { Folder = _folder, Observers = [new StopAfter(3, stopping)] };
        (await ClassPlan.Make(Numbers(40), null, options).FitAsync(run, stopping.Token)).Dispose();
        byte[] resumed = await FitAsync(
            ClassPlan.Make(Numbers(40), null, options), "resumed.safetensors",
            new FitRun { Folder = _folder, Resume = true });

        Assert.Equal(whole, resumed);
    }

    [Fact]
    public async Task Predict_GivesARowForEachLineOfText()
    {
        using var model = (await ClassPlan.Make(Texts(60), null, Small(2))
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var output = new StringWriter();
        JobAnswer answer = model.Predict(
            JobInput.OfText("a good film\n\na bad film"), output, TestContext.Current.CancellationToken);
        string[] lines = output.ToString().TrimEnd('\n').Split('\n');

        Assert.Equal("id,class,probability,p(against),p(for)", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Empty(answer.Sentence);
    }

    [Fact]
    public async Task Evaluate_MeasuresAFile_BesideTheMostFrequentClass()
    {
        using var model = (await ClassPlan.Make(Texts(60), null, Small(8))
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        string file = Path.Combine(_folder, "other.tsv");
        await File.WriteAllTextAsync(
            file, "label\ttext\nfor\ta good film\nagainst\ta bad film\n", TestContext.Current.CancellationToken);
        JobResult measured = model.Evaluate(
            JobInput.OfFile(file, new ReadOptions()), TestContext.Current.CancellationToken);
        Assert.Equal(["carousel", "most_frequent"], measured.Scores.Select(s => s.Name));
    }

    private static ClassOptions Small(int epochs) =>
        new()
        {
            Ensemble = 2,
            Fit = new FitOptions { Hidden = 8, Epochs = epochs, LearningRate = 0.02, Batch = 8, Threads = 1 },
        };

    private static ClassData Texts(int count)
    {
        string[] subjects = ["we saw", "this is", "they made", "what"], ends = ["today", "again", "in all", "for once"];
        return new ClassData("texts", [],
        [
            .. Enumerable.Range(0, count).Select(i => new ClassSample(i % 2 == 0 ? "for" : "against", i + 2)
            {
                Id = i.ToString(CultureInfo.InvariantCulture),
                Text = $"{subjects[i % 4]} a {(i % 2 == 0 ? "good" : "bad")} film {ends[i / 3 % 4]}",
            }),
        ]);
    }

    private static ClassData Numbers(int count) => new("numbers", ["x", "y"],
    [
        .. Enumerable.Range(0, count).Select(i => new ClassSample(i % 2 == 0 ? "up" : "down", i + 2)
        {
            Id = i.ToString(CultureInfo.InvariantCulture),
            Values =
            [
                .. Enumerable.Range(0, 5 + (i % 4))
                    .SelectMany(t => new float[] { (i % 2 == 0 ? t : -t) + (i % 3), t == 2 ? float.NaN : i % 5 }),
            ],
        }),
    ]);

    private async Task<byte[]> FitAsync(ClassPlan plan, string name, FitRun? run = null)
    {
        using var model = (await plan.FitAsync(run ?? new FitRun(), TestContext.Current.CancellationToken)).Model;
        string file = Path.Combine(_folder, name);
        model.Save(file);
        return await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
    }

    private sealed class StopAfter(int steps, CancellationTokenSource stopping)
        : Carousel.Training.ITrainingObserver
    {
        public void OnStep(in Carousel.Training.StepReport report)
        {
            if (report.Step >= steps)
            {
                stopping.Cancel();
            }
        }
    }
}
