using System.Globalization;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Streaming;

public sealed class StepTagTests
{
    private const int Steps = 30;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Answers_AreThoseOfAPrediction_AndTheContractIsKept(int members)
    {
        using Tagger model = await FitAsync(isCausal: true, members);
        float[][] rows = Rows(7);
        string[] json = [.. rows.Select(r => JsonSerializer.Serialize(r))];
        json[1] = JsonSerializer.Serialize(
            new Dictionary<string, float> { ["tilt"] = rows[1][1], ["load"] = rows[1][0] });
        json[2] = SessionContract.Text(Line(rows[2]));

        string[] answers = SessionContract.Check(
            model, json, "1", "[1]", "[1, null]", "[1, \"high\"]", "{\"load\": 1}");

        Assert.Equal(Predicted(model, rows), answers.Select(a => Field(a, "label").GetString()));
        Assert.Equal(Enumerable.Range(1, Steps), answers.Select(a => Field(a, "step").GetInt32()));
        Assert.All(answers, a => Assert.InRange(Field(a, "probability").GetDouble(), 0.5, 1));
    }

    [Fact]
    public async Task LinesOfTwoSequences_GoOnEachWhereItWas()
    {
        using Tagger model = await FitAsync(isCausal: true);
        float[][] first = Rows(8), second = Rows(9);
        using StepTagStream stream = model.NewStream("lines", new ReadOptions());

        Assert.Null(stream.Take("tilt,machine,id,load", 1));
        var found = new Dictionary<string, List<string>> { ["a"] = [], ["b"] = [] };
        for (int t = 0; t < Steps; t++)
        {
            foreach ((string id, float[] row) in ((string, float[])[])[("a", first[t]), ("b", second[t])])
            {
                string line = FormattableString.Invariant($"{row[1]},press,{id},{row[0]}");
                string[] answer = stream.Take(line, t + 2)!.ToCsv().Split(',');
                Assert.Equal((id, (t + 1).ToString(CultureInfo.InvariantCulture)), (answer[0], answer[1]));
                found[id].Add(answer[2]);
            }
        }

        Assert.Equal("id,step,label,probability", stream.Header);
        Assert.Equal(Predicted(model, first), found["a"]);
        Assert.Equal(Predicted(model, second), found["b"]);
        string message = Assert.Throws<DataFormatException>(() => stream.Take("1,press,a,high", 99)).Message;
        Assert.Contains("'high' in column 'load' is not a number", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DecimalCommas_AreFoundInTheFirstRow()
    {
        using Tagger model = await FitAsync(isCausal: true);
        float[][] rows = Rows(11);
        using StepTagStream stream = model.NewStream("lines", new ReadOptions());

        Assert.Null(stream.Take("load;tilt", 1));
        Assert.Equal(
            Predicted(model, rows),
            rows.Select((row, t) =>
                stream.Take(Line(row).Replace(',', ';').Replace('.', ','), t + 2)!.ToCsv().Split(',')[1]));
    }

    [Fact]
    public async Task ATaggerInTwoDirections_IsRefused()
    {
        using Tagger model = await FitAsync(isCausal: false);

        string message = Assert.Throws<SteppingException>(() => model.NewStream("lines", new ReadOptions())).Message;
        Assert.Contains("causal tagger", message, StringComparison.Ordinal);
        Assert.Throws<SteppingException>(() => SessionContract.Every.Of(model));
    }

    private static JsonElement Field(string answer, string name) =>
        JsonDocument.Parse(answer).RootElement.GetProperty(name);

    private static IEnumerable<string> Predicted(Tagger model, float[][] rows)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("new.csv", "load,tilt\n" + string.Concat(rows.Select(r => Line(r) + "\n")));
        using var output = new StringWriter();
        model.Predict(JobInput.OfFile(file), output, CancellationToken.None);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[^1])];
    }

    // A step is "up" where the load of the step before was positive: only a network with a state knows.
    private static async Task<Tagger> FitAsync(bool isCausal, int members = 1)
    {
        using var folder = new TemporaryFolder();
        var text = new System.Text.StringBuilder("id,load,tilt,label\n");
        for (int s = 0; s < 40; s++)
        {
            float before = 0;
            foreach (float[] row in Rows(100 + s))
            {
                text.Append(CultureInfo.InvariantCulture, $"{s},{Line(row)},{(before > 0 ? "up" : "down")}\n");
                before = row[0];
            }
        }

        var options = new TagOptions
        {
            Fit = new FitOptions { Hidden = 8, Epochs = 12, Batch = 8, LearningRate = 0.03, Threads = 1 },
            IsCausal = isCausal,
            Ensemble = members,
        };
        var data = TagData.Read(folder.Write("steps.csv", text.ToString()), options);
        return (await TagPlan.Make(data, options).FitAsync(new FitRun(), CancellationToken.None)).Model;
    }

    private static float[][] Rows(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Steps).Select(_ => (float[])[Next(), Next()])];

        float Next() => MathF.Round((random.NextSingle() * 10) - 5, 2);
    }

    private static string Line(float[] row) => FormattableString.Invariant($"{row[0]},{row[1]}");
}
