using Carousel.Classification;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>A classifier, opened, says what it says closed.</summary>
public sealed class ClassInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Texts_GiveTheLossAndTheLogOddsOfTheModelItself()
    {
        string file = Texts();
        using Classifier model = await FitAsync(
            file, new ClassReadOptions { Text = "said", Label = "verdict" }, Small(6));
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Opened.Check(subject.Model, subject.Sequences);
        AssertAnswers(
            model, subject, ClassReader.Read(file, new ClassReadOptions { Text = "said", Label = "verdict" }));
        Assert.Equal(
            "abadfilmAgain", string.Concat(subject.Sequences[1].StepNames).Replace(" ", "", StringComparison.Ordinal));
        Assert.All(subject.Column("who", subject.Sequences[1]), w => Assert.Equal("speaker 1", w));
    }

    [Fact]
    public async Task Steps_KeepTheRowOfTheTable_WhenTheTableIsInAnotherOrder()
    {
        string file = Steps();
        var columns = new ClassReadOptions { Id = "case", Time = "t", Label = "verdict", Channels = ["x", "y"] };
        using Classifier model = await FitAsync(file, columns, Small(4));
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Opened.Check(subject.Model, subject.Sequences);
        AssertAnswers(model, subject, ClassReader.Read(file, columns));
        Assert.Equal(["x", "y"], subject.Model.InputNames);
        Assert.Equal("0 1 2 3 4", string.Join(" ", subject.Column("t", subject.Sequences[3])));
        Assert.All(subject.Column("ward", subject.Sequences[3]), w => Assert.Equal("ward 1", w));
    }

    [Fact]
    public async Task AFileWithoutClasses_CanBeOpened()
    {
        using Classifier model = await FitAsync(
            Texts(), new ClassReadOptions { Text = "said", Label = "verdict" }, Small(1));
        string file = _folder.File("unknown.tsv");
        await File.WriteAllTextAsync(file, "said\twho\na good film\tA\n", TestContext.Current.CancellationToken);
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Assert.Equal(["a", "good", "film"], subject.Sequences[0].StepNames);
        Assert.Contains(
            "Did you mean 'who'?",
            Assert.Throws<Carousel.Data.DataFormatException>(() => subject.Column("wo", subject.Sequences[0])).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Of a model of one network: what the opened one gives is what the whole one answers.</summary>
    private static void AssertAnswers(Classifier model, InspectionSubject subject, ClassData data)
    {
        ClassAnswers answers = model.Answer(data, TestContext.Current.CancellationToken);
        for (int n = 0; n < subject.Sequences.Count; n++)
        {
            InspectedSequence sequence = subject.Sequences[n];
            Assert.Equal(answers.Answers[n], subject.Model.Answer(sequence));
            double odds = Math.Exp(
                Opened.Score(subject.Model, sequence, sequence.Input, 1, answers.Answers[n]).Scores[0]);
            Assert.Equal(answers.Confidence(n), odds / (1 + odds), 1e-6);
        }
    }

    private static ClassOptions Small(int epochs) =>
        new()
        {
            Ensemble = 1,
            Baseline = ClassBaseline.None,
            Fit = new FitOptions { Hidden = 6, Epochs = epochs, LearningRate = 0.02, Batch = 8, Threads = 1 },
        };

    private static async Task<Classifier> FitAsync(string file, ClassReadOptions columns, ClassOptions options)
    {
        ClassData data = ClassReader.Read(file, columns);
        return (await ClassPlan.Make(data, null, options, columns)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
    }

    private string Texts()
    {
        string file = _folder.File("texts.tsv");
        string[] verdicts = ["for", "against", "neither"], words = ["good", "bad", "plain"];
        File.WriteAllLines(
            file,
            [
                "verdict\twho\tsaid",
                .. Enumerable.Range(0, 45)
                    .Select(
                        i =>
                            $"{verdicts[i % 3]}\tspeaker {i}\ta {words[i % 3]} "
                            + $"film {(i % 2 == 0 ? "today" : "Again")}"),
            ]);
        return file;
    }

    /// <summary>Steps of all cases in turn, the last step first.</summary>
    private string Steps()
    {
        string file = _folder.File("steps.csv");
        File.WriteAllLines(
            file,
            [
                "t,case,ward,x,y,verdict",
                .. Enumerable.Range(0, 5).Reverse()
                    .SelectMany(
                        t =>
                            Enumerable.Range(0, 30)
                                .Select(
                                    i =>
                                        $"{t},c{i},ward {i % 2},{(i % 2 == 0 ? t : -t)},{i % 5},"
                                        + $"{(i % 2 == 0 ? "up" : "down")}")),
            ]);
        return file;
    }
}
