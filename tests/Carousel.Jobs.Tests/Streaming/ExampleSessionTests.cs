using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Classification;
using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.NextBase;
using Carousel.Genomes.Simulation;
using Carousel.Handwriting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Genomes;
using Carousel.RemainingLife;
using Carousel.Survival;
using Carousel.Translation;
using Carousel.Video;

namespace Carousel.Jobs.Tests.Streaming;

/// <summary>Models that answer each row on its own say what a prediction says.</summary>
public sealed class ExampleSessionTests
{
    private static readonly FitOptions _quick = new() { Hidden = 4, Epochs = 1, Batch = 8, Threads = 1 };

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClassesOfTexts()
    {
        var data = new ClassData("texts", [],
        [
            .. Enumerable.Range(0, 60).Select(i => new ClassSample(i % 2 == 0 ? "for" : "against", i + 2)
            {
                Id = i.ToString(CultureInfo.InvariantCulture),
                Text = $"what a {(i % 2 == 0 ? "good" : "bad")} film {i}",
            }),
        ]);
        using IJobModel model = (await ClassPlan.Make(data, null, new ClassOptions { Fit = _quick })
            .FitAsync(new FitRun(), None)).Model;

        Compare(model, ["what a good film", "bad\nworse, \"much\" worse"], "[1]", "\" \"", "{}");
    }

    [Fact]
    public async Task ClassesOfTables()
    {
        const string Header = "id,t,x,y";
        var text = new StringBuilder("id,t,x,y,label\n");
        for (int i = 0; i < 40; i++)
        {
            for (int t = 0; t < 5; t++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"s{i},{t},{(i % 2 == 0 ? t : -t) + (i % 3)},{i % 5},{(i % 2 == 0 ? "up" : "down")}\n");
            }
        }

        var columns = new ClassReadOptions { Id = "id", Time = "t", Channels = ["x", "y"], Label = "label" };
        ClassData data = ClassReader.Read(new StringReader(text.ToString()), "steps.csv", columns);
        using IJobModel model = (await ClassPlan.Make(
            data, null, new ClassOptions { Fit = _quick, Reading = columns }).FitAsync(new FitRun(), None)).Model;
        string one = $"{Header}\na,0,1,2\na,1,2,2\na,2,3,2\n", two = $"{one}b,0,1,2\nb,1,0,2\n";

        string[] answers = Compare(model, [one, two], "\"x\"", "[]", "[[1]]", "{\"id\":\"a\"}", "{\"id\":[1]}");

        Assert.Equal(answers, SessionContract.Answers(model, [ToJson(one), ToJson(two)]));
    }

    [Fact]
    public async Task Translations()
    {
        string[] words = ["ba", "de", "fi", "go", "ku"];
        var options = new TranslationOptions
        {
            Fit = _quick with { Hidden = 8 },
            EmbeddingSize = 8,
            Pieces = 270,
            ValidationShare = 0.1,
            TestShare = 0.1,
        };
        SentencePair[] made = [.. Enumerable.Range(1, 40).Select(line => new SentencePair(
            $"{words[line % 5]} {words[line / 5 % 5]}",
            $"{words[line / 5 % 5]} {words[line % 5]}".ToUpperInvariant(), line))];
        using IJobModel model = (await TranslationPlan.Make(TranslationData.Divide("made", made, options), options)
            .FitAsync(new FitRun(), None)).Model;

        Compare(model, ["ba de", "fi\ngo ku"], "1", "[\"ba\"]", "\"\"");
    }

    [Fact]
    public async Task RankedCustomers()
    {
        using IJobModel model = (await CustomerSimulation.Plan(
            200, 4, new SurvivalOptions { Horizon = 4, Fit = _quick })
            .FitAsync(new FitRun(), None)).Model;
        using var log = new StringWriter();
        CustomerSimulation.Make(10, 9).WriteCsv(log);

        string[] answers = Compare(model, [log.ToString()], "\"a,b\\n1,2\"", "[1]", "null");

        Assert.Equal(answers, SessionContract.Answers(model, [ToJson(log.ToString())]));
    }

    [Fact]
    public async Task RemainingLives()
    {
        LifeData data = WearSimulation.Make(8, 3, measurements: 3);
        using IJobModel model = (await LifePlan.Make(
            data, null, new LifeOptions { Cap = 80, Ensemble = 1, Fit = _quick })
            .FitAsync(new FitRun(), None)).Model;
        LifeUnit unit = data.Units[0];
        int columns = data.Columns.Features.Count;
        string records = string.Join(',', ["pump", "cycle", .. data.Columns.Features]) + "\n" + string.Concat(
            Enumerable.Range(0, 8).Select(t => string.Create(
                CultureInfo.InvariantCulture,
                $"{unit.Id},{unit.Times[t]},{string.Join(',', unit.Values[(t * columns)..((t + 1) * columns)])}\n")));

        string[] answers = Compare(model, [records], "\"\"", "{\"pump\":1}");

        Assert.Equal(answers, SessionContract.Answers(model, [ToJson(records)]));
    }

    [Fact]
    public async Task Genomes()
    {
        var options = new GenomeOptions { Fit = _quick };
        Genome genome = GenomeSimulation.Make(SimulatedKind.Bacteria, 20_000, seed: 3),
            marks = MadeChromatin.Genome(20_000, seed: 4);
        string fasta = ">made\n" + string.Concat(genome.Sequences[0].Bases.Take(3000).Select(b => "ACGT"[b])) + "\n";
        foreach (IJobPlan plan in new IJobPlan[]
        {
            GenePlan.Make(genome, options), new LabelPlan(marks, options), new NextBasePlan(genome, options),
        })
        {
            using var model = (await plan.FitAsync(new FitRun(), None)).Model;

            Compare(model, [fasta], "\"ACGT\"", "1", "\"\"");
        }
    }

    [Fact]
    public async Task Drawings()
    {
        const string Strokes =
            "{\"strokes\": [[1, 2, 0], [3, -1, 0],\n [0, 4, 1], [2, 2, 0], [1, 1, 1]], \"label\": \"1\"}";
        var options = new WriteOptions { Components = 3, Baseline = BaselineInside.None, Fit = _quick };
        using IJobModel pen = (await PenPlan.Make(
            DrawingSet.Make(MadeDigits.Make(6, 1, 5), options, needsLabels: false), options)
            .FitAsync(new FitRun(), None)).Model;
        options = new WriteOptions { Mode = WriteMode.Classify, Fit = _quick };
        using IJobModel reader = (await RecognizerPlan.Make(
            DrawingSet.Make(MadeDigits.Make(8, 2, 5), options, needsLabels: true), options)
            .FitAsync(new FitRun(), None)).Model;
        foreach (IJobModel model in new[] { pen, reader })
        {
            string[] answers = Compare(
                model, [Strokes.Replace("\n", "", StringComparison.Ordinal)], "[[1]]", "\"\"", "{}");

            Assert.Equal(answers, SessionContract.Answers(model, [Strokes]));
        }
    }

    [Fact]
    public async Task Actions()
    {
        ClipData data = MadeClips.Figures(8, 2, 0, 1);
        using IJobModel model = (await ActionPlan.Make(
            ClipParts.Make(data, new VideoOptions(), needsLabels: true), new VideoOptions { Fit = _quick })
            .FitAsync(new FitRun(), None)).Model;
        string table = string.Join(',', ["clip", "frame", .. data.Joints]) + "\n"
            + string.Concat(Enumerable.Range(0, 6).Select(f => string.Create(
                CultureInfo.InvariantCulture, $"a,{f},{string.Join(',', data.Clips[0].Frame(f).ToArray())}\n")));

        string[] answers = Compare(model, [table], "\"\"", "{\"clip\":1}");

        Assert.Equal(answers, SessionContract.Answers(model, [ToJson(table)]));
    }

    /// <summary>Checks the contract, and that the answers are those of predictions.</summary>
    private static string[] Compare(IJobModel model, string[] texts, params string[] refused)
    {
        string[] answers = SessionContract.Check(model, [.. texts.Select(SessionContract.Text)], refused);
        for (int t = 0; t < texts.Length; t++)
        {
            using var predicted = new StringWriter();
            JobAnswer told = model.Predict(JobInput.OfText(texts[t]), predicted, None);
            JsonElement answer = JsonDocument.Parse(answers[t]).RootElement;
            string expected = predicted.ToString().TrimEnd('\n');
            Assert.Equal(
                told.Sentence, answer.TryGetProperty("sentence", out JsonElement sentence) ? sentence.GetString() : "");
            Assert.Equal(
                expected.Replace("\"", "", StringComparison.Ordinal),
                answer.TryGetProperty("answers", out JsonElement rows)
                    ? ToCsv(rows)
                    : answer.GetProperty("text").GetString()!.Replace("\"", "", StringComparison.Ordinal));
        }

        return answers;
    }

    private static string ToCsv(JsonElement rows) => string.Join(
        '\n',
        rows.EnumerateArray().Select(r => string.Join(',', r.EnumerateObject().Select(c => c.Value.ToString())))
            .Prepend(string.Join(',', rows[0].EnumerateObject().Select(c => c.Name))));

    /// <summary>A table as an array of objects.</summary>
    private static string ToJson(string csv)
    {
        string[] lines = csv.TrimEnd('\n').Split('\n'), header = lines[0].Split(',');
        var cells = new List<string>();
        return JsonSerializer.Serialize(lines.Skip(1).Select(line =>
        {
            Assert.True(Jobs.Reading.LineCells.TrySplit(line, ',', cells));
            return header.Zip(cells).ToDictionary(c => c.First, c => c.Second.Length == 0 ? null : c.Second);
        }));
    }
}
