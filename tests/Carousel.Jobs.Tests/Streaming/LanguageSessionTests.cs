using System.Text.Json;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Language;

namespace Carousel.Jobs.Tests.Streaming;

public sealed class LanguageSessionTests
{
    private static readonly string[] _lines =
    [
        "The old whale swims 3 miles.", "", "The old", "whale ☃ swims ☃ 4 miles…", "The old whale swims 5 miles.",
        "miles miles miles", "swims",
    ];

    [Theory]
    [InlineData(UnitKind.Characters)]
    [InlineData(UnitKind.Words)]
    [InlineData(UnitKind.Bytes)]
    public async Task Answers_AreThoseOfTheStream_AndSayWhatMayComeNext(UnitKind units)
    {
        using LanguageModel model = await FitAsync(units);
        using LanguageStream stream = model.NewStream("lines");

        string[] answers = SessionContract.Answers(model, _lines.Select(SessionContract.Text));

        for (int n = 0; n < _lines.Length; n++)
        {
            using var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes))
            {
                stream.Take(_lines[n], n + 1)!.Write(json);
            }

            string streamed = System.Text.Encoding.UTF8.GetString(bytes.ToArray());
            Assert.StartsWith(streamed[..^1] + ",\"next\":[{", answers[n], StringComparison.Ordinal);
            double[] next =
            [
                .. JsonDocument.Parse(answers[n]).RootElement.GetProperty("next").EnumerateArray()
                    .Select(u => u.GetProperty("probability").GetDouble()),
            ];
            Assert.Equal(LanguageSession.MostNext, next.Length);
            Assert.Equal(next.OrderDescending(), next);
            Assert.InRange(next.Sum(), 0, 1);
        }
    }

    [Theory]
    [InlineData(UnitKind.Characters)]
    [InlineData(UnitKind.Words)]
    [InlineData(UnitKind.Bytes)]
    public async Task Session_KeepsTheContract(UnitKind units)
    {
        using LanguageModel model = await FitAsync(units);

        SessionContract.Check(
            model,
            [.. _lines.Select(SessionContract.Text), "[\"The old \",\"whale\"]", "[]", "[\"☃\"]", "[\" swims\"]"],
            "1", "null", "{\"text\":\"old\"}", "[\"old\",1]");
    }

    [Fact]
    public async Task PartsOfALine_AreTheLine()
    {
        using LanguageModel model = await FitAsync(UnitKind.Characters);

        string whole = SessionContract.Answers(model, ["[\"The old whale\"]", "[\" swims\"]"])[^1];
        string parts = SessionContract.Answers(model, ["[\"The old\"]", "[\" whale\"]", "[\" swims\"]"])[^1];

        Assert.Equal(
            whole, parts.Replace("\"line\":3", "\"line\":2", StringComparison.Ordinal));
    }

    private static async Task<LanguageModel> FitAsync(UnitKind units)
    {
        string text = string.Concat(Enumerable.Range(0, 90).Select(i => $"The old whale swims {i % 7} miles.\n"));
        var options = new LanguageOptions
        {
            Units = units,
            Fit = new FitOptions { Hidden = 8, Layers = 1, Epochs = 1, Batch = 4, Threads = 1 },
            Length = 16,
            Sample = 20,
        };
        return (await LanguagePlan.Make(LanguageText.Of(text, "whale.txt"), options)
            .FitAsync(new FitRun(), CancellationToken.None)).Model;
    }
}
