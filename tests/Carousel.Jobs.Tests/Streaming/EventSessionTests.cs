using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Jobs.Tests.Streaming;

public sealed class EventSessionTests
{
    [Fact]
    public async Task Answers_AreThoseOfAPrediction_AndTheContractIsKept()
    {
        string csv = Csv();
        using IJobModel model = await FitAsync(csv);
        string[] lines = csv.TrimEnd('\n').Split('\n');

        string[] answers = SessionContract.Check(
            model, [.. lines.Take(90).Select(SessionContract.Text)],
            "[1]", "[\"2030-01-01 00:00\", \"\", \"read\", 1]", "[\"2030-01-01 00:00\", \"h1\", null, 1]",
            "[\"2030-01-01 00:00\", \"h1\", \"read\", \"many\"]", "[\"soon\", \"h1\", \"read\", 1]",
            "{\"host\":\"h1\"}");

        Assert.Equal("{\"answer\":null}", answers[0]);
        answers = SessionContract.Answers(model, lines.Select(SessionContract.Text));
        using var predicted = new StringWriter();
        model.Predict(JobInput.OfText(csv), predicted, TestContext.Current.CancellationToken);
        string[] expected = predicted.ToString().TrimEnd('\n').Split('\n');

        // A prediction has the events of each host together.
        Assert.Equal(
            expected.Skip(1).Order(StringComparer.Ordinal),
            answers.Skip(1).Select(a => ToCsv(JsonDocument.Parse(a).RootElement)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AnEventBeforeTheLastOfItsEntity_IsRefused_AndChangesNothing()
    {
        using IJobModel model = await FitAsync(Csv());
        using ISteppingSession session = SessionContract.Every.Of(model).Open();
        SessionContract.Step(
            session, "{\"time\":\"2024-05-02 10:00\",\"host\":\"h1\",\"action\":\"read\",\"bytes\":4}");
        SessionContract.Step(
            session, "{\"time\":\"2024-05-01 10:00\",\"host\":\"h2\",\"action\":\"read\",\"bytes\":null}");
        byte[] state = SessionContract.Save(session);

        Assert.Contains(
            "2024-05-02 09:00 is earlier than the row before it",
            Assert.Throws<DataFormatException>(() => SessionContract.Step(
                session, "[\"2024-05-02 09:00\", \"h1\", \"read\", 4]")).Message,
            StringComparison.Ordinal);
        Assert.Equal(state, SessionContract.Save(session));
    }

    private static string ToCsv(JsonElement answer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{answer.GetProperty("id").GetString()},{answer.GetProperty("time").GetString()},"
        + $"{answer.GetProperty("score").GetDouble():0.####},{(answer.GetProperty("anomaly").GetBoolean() ? 1 : 0)},"
        + $"{answer.GetProperty("surprise").GetDouble():0.####},{answer.GetProperty("reason").GetString()},"
        + $"{answer.GetProperty("value").GetString()}");

    private static async Task<IJobModel> FitAsync(string csv) => (await EventPlan.Make(
        EventReader.ReadCsv(new StringReader(csv), "hosts.csv", new EventReadOptions { Id = "host" }),
        new AnomalyOptions { Fit = new FitOptions { Hidden = 6, Epochs = 1, Threads = 1 }, Learn = 0.6 })
        .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

    /// <summary>Five hosts by turns; one of them reads much in one night.</summary>
    private static string Csv()
    {
        var text = new StringBuilder("time,host,action,bytes\n");
        for (int i = 0; i < 400; i++)
        {
            bool isOdd = i is > 350 and < 360;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2024, 3, 1, 8, 0, 0).AddMinutes(37 * i):yyyy-MM-dd HH:mm},h{i * i % 5},"
                + $"{(i % 3 == 0 ? "login" : "read")},{(isOdd ? 900 : i % 11)}\n");
        }

        return text.ToString();
    }
}
