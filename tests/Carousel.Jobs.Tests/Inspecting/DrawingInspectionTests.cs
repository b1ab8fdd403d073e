using System.Globalization;
using Carousel.Handwriting;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>Models of pen strokes, fitted to made digits and opened, say what they say closed.</summary>
public sealed class DrawingInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DrawingData _made = MadeDigits.Make(5, 1, 5);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Classes_GiveTheLogOddsOfTheModel_AndTheRowOfEachPoint()
    {
        using var model = (await RecognizerPlan.Make(
            Parts(), new WriteOptions { Mode = WriteMode.Classify, Baseline = BaselineInside.None, Fit = Small() })
                .FitAsync(new FitRun(), None)).Model;
        var subject = InspectionSubject.Open(model, JobInput.OfFile(Table()), "model", cancellation: None);

        Opened.Check(subject.Model, subject.Sequences);
        Carousel.Jobs.Measuring.ClassAnswers answers = model.Classify(_made.Drawings, true, None);
        for (int n = 0; n < 5; n++)
        {
            InspectedSequence sequence = subject.Sequences[n];
            Assert.Equal(answers.Answers[n], subject.Model.Answer(sequence));
            double odds = Math.Exp(
                Opened.Score(subject.Model, sequence, sequence.Input, 1, answers.Answers[n]).Scores[0]);
            Assert.Equal(answers.Confidence(n), odds / (1 + odds), 1e-4);
            Assert.All(subject.Column("drawing", sequence), name => Assert.Equal(sequence.Name, name));
            Assert.Equal(Enumerable.Range(0, sequence.Steps).Select(k => $"{k}"), subject.Column("point", sequence));
        }
    }

    [Fact]
    public async Task Lines_HaveNoScore()
    {
        using var model = (await RecognizerPlan.Make(
            Parts(),
            new WriteOptions { Mode = WriteMode.Recognize, Join = new WholeRange(1, 2), Lines = 10, Fit = Small() })
                .FitAsync(new FitRun(), None)).Model;
        var subject = InspectionSubject.Open(model, JobInput.OfFile(Table()), "model", cancellation: None);

        Opened.Check(subject.Model, subject.Sequences);
        Assert.Equal("", subject.Model.ScoreName);
    }

    [Fact]
    public async Task Drawing_IsASequenceOfItsPoints()
    {
        using var model = (await PenPlan.Make(
            DrawingSet.Make(_made, new WriteOptions(), needsLabels: false),
            new WriteOptions { Components = 2, Generate = 1, Fit = Small() }).FitAsync(new FitRun(), None)).Model;
        var subject = InspectionSubject.Open(model, JobInput.OfFile(Table()), "model", cancellation: None);

        Opened.Check(subject.Model, subject.Sequences);
        Assert.Equal("class 7", subject.Model.InputNames[^3]);
        for (int n = 0; n < 4; n++)
        {
            Assert.Equal(subject.Sequences[n].Steps, _made.Drawings[n].Points.Count - 1);
            Assert.Equal("0", subject.Column("point", subject.Sequences[n])[0]);
        }
    }

    private DrawingSet Parts() => DrawingSet.Make(_made, new WriteOptions(), needsLabels: true);

    /// <summary>The drawings as a table of points, with a column that no model reads.</summary>
    private string Table()
    {
        string file = _folder.File("points.csv");
        File.WriteAllLines(
            file,
            ["drawing,x,y,pen,label,point", .. _made.Drawings.SelectMany(d => d.Points.Select((p, k) => string.Create(
            CultureInfo.InvariantCulture,
            $"{d.Name},{p.X:R},{p.Y:R},{(k > 0 && d.Points[k - 1].IsLift ? 0 : 1)},{d.Label},{k}")))]);
        return file;
    }

    private static FitOptions Small() =>
        new() { Hidden = 6, Layers = 1, Epochs = 2, Threads = 1, LearningRate = 1e-2, Batch = 16 };
}
