using System.Globalization;
using System.Text;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Report;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>What an answer hung on is found, said and written down.</summary>
public sealed class AttributionLookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheWordThatDecides_HasTheLargestPart()
    {
        using Classifier model = await TextsAsync(threads: 1);
        InspectionSubject subject = Open(model, "text\nwe saw a bad film today\nthey made a good film again\n");

        InspectionResult result = Run(subject, new AttributionLookOptions());

        ColoredText text = result.Sections[0].Blocks.OfType<ColoredText>().First();
        Assert.Equal("bad ", text.Parts.MaxBy(p => Math.Abs(p.Share))!.Text);
        Assert.Equal(1, text.Parts.Max(p => Math.Abs(p.Share)));
        Assert.StartsWith("1: Log odds of the class 'against'", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("'bad' at 4 (+", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(2, result.Sections[0].Blocks.OfType<ColoredText>().Count());
        Assert.True(result.Holds);
    }

    [Fact]
    public async Task Csv_HoldsPartsThatAddUp_OfTheClassThatWasAskedFor()
    {
        using Classifier model = await NumbersAsync();
        InspectionSubject subject = Open(
            model, "case,t,x,y,ward\na,0,1,2,w\na,1,2,0,w\nb,0,5,-1,\"w,1\"\nb,1,-2,3,w\nb,2,1,1,w\n");

        InspectionResult result = Run(subject, new AttributionLookOptions { Class = "down" });

        double Figure(string name) => result.Figures.Single(f => f.Name == name).Value;
        string[][] rows =
        [
            .. Encoding.UTF8.GetString(result.Files.Single().Content.Span).TrimEnd('\n').Split('\n').Skip(1)
                .Select(l => l.Split(',')),
        ];
        Assert.Equal(5 * 2, rows.Length);
        Assert.All(rows, r => Assert.Equal("log odds of the class 'down'", r[1]));
        Assert.Equal(["2", "2", "3", "3", "4", "4"], rows.Where(r => r[0] == "b").Select(r => r[4]));
        double sum = rows.Where(r => r[0] == "a").Sum(r => double.Parse(r[6], CultureInfo.InvariantCulture));
        double difference = Figure("score") - Figure("baseline_score");
        Assert.Equal(difference, sum, 0.011 * Math.Abs(difference));
        Assert.InRange(Figure("completeness_error"), 0, 0.01);
        Assert.Equal(1, Figure("share_x") + Figure("share_y"), 1e-9);
        Assert.NotNull(result.Figures.Single(f => f.Name == "share_x").Interval);
        Assert.Equal(
            ["x", "y"], result.Sections[0].Blocks.OfType<HeatMap>().First().Rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Look_Refuses_AClassThatThereIsNot()
    {
        using Classifier model = await TextsAsync(threads: 1);
        InspectionSubject subject = Open(model, "text\na bad film\n");

        Assert.Contains(
            "Did you mean 'against'?",
            Assert.Throws<OptionException>(
                () => Run(subject, new AttributionLookOptions { Class = "againts" })).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_AreEqualBits_ForAnyNumberOfThreads()
    {
        byte[]? expected = null;
        foreach (int threads in new[] { 1, 2, 4 })
        {
            using Classifier model = await TextsAsync(threads);
            InspectionSubject subject = Open(model, "text\nwe saw a bad film today\nthey made a good film again\n");
            byte[] csv = Run(subject, new AttributionLookOptions()).Files.Single().Content.ToArray();
            expected ??= csv;
            Assert.Equal(expected, csv);
        }
    }

    [Fact]
    public void Columns_AreSums_WhenThereAreMoreStepsThanFit()
    {
        var sequence = new InspectedSequence("long", new float[1000], 1000);
        double[] values = [.. Enumerable.Range(0, 2000).Select(k => k % 7 - 3.0)];
        var one = new AttributedSequence(sequence, "score", 1, 0, ["p", "q"], values)
        {
            Points = 16,
            CompletenessError = 0,
        };

        var map = (HeatMap)AttributionBlocks.Of("long", one, new NoModel()).First();

        Assert.Equal(400 * 2, map.Values.Count);
        Assert.Equal(
            one.ByInput()[map.Rows.ToList().IndexOf("q")],
            map.Values.Skip(map.Rows.ToList().IndexOf("q") * 400).Take(400).Sum(v => (double)v), 1e-3);
    }

    private static InspectionResult Run(InspectionSubject subject, AttributionLookOptions options) =>
        new AttributionLook(options).Run(subject, null, TestContext.Current.CancellationToken);

    private InspectionSubject Open(IJobModel model, string table)
    {
        string file = _folder.File("data.csv");
        File.WriteAllText(file, table);
        return InspectionSubject.Open(model, JobInput.OfFile(file), "model");
    }

    private static async Task<Classifier> TextsAsync(int threads)
    {
        string[] subjects = ["we saw", "this is", "they made", "what"], ends = ["today", "again", "in all", "for once"];
        var data = new ClassData("texts", [],
        [
            .. Enumerable.Range(0, 120).Select(i => new ClassSample(i % 2 == 0 ? "for" : "against", i + 2)
            {
                Id = $"{i}",
                Text = $"{subjects[i / 2 % 4]} a {(i % 2 == 0 ? "good" : "bad")} film {ends[i / 8 % 4]}",
            }),
        ]);
        return await FitAsync(data, threads, 12);
    }

    private static async Task<Classifier> NumbersAsync() => await FitAsync(
        new ClassData("numbers", ["x", "y"],
        [
            .. Enumerable.Range(0, 40).Select(i => new ClassSample(i % 2 == 0 ? "up" : "down", i + 2)
            {
                Id = $"{i}",
                Values =
                [
                    .. Enumerable.Range(0, 5).SelectMany(t => new float[] { (i % 2 == 0 ? t : -t) + (i % 3), i % 5 }),
                ],
            }),
        ]),
        1, 3);

    private static async Task<Classifier> FitAsync(ClassData data, int threads, int epochs)
    {
        var options = new ClassOptions
        {
            Ensemble = 1,
            Fit = new FitOptions { Hidden = 8, Epochs = epochs, LearningRate = 0.02, Batch = 8, Threads = threads },
        };
        return (await ClassPlan.Make(data, null, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
    }

    /// <summary>A model of which only the name of a step matters.</summary>
    private sealed class NoModel : IInspectedModel
    {
        public Carousel.Autograd.Backend Backend => throw new NotSupportedException();

        public Carousel.Layers.SequenceLayer Reader => throw new NotSupportedException();

        public string StepName => "row";

        public double? HoursPerStep => null;

        public IReadOnlyList<string> InputNames => ["p", "q"];

        public string ScoreName => "score";

        public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Carousel.Autograd.Variable Score(
            Carousel.Autograd.Tape tape, InspectedSequence sequence, Carousel.Autograd.Variable input, Packing packing,
            int answer) =>
            throw new NotSupportedException();
    }
}
