using System.Text;
using System.Text.Json;

namespace Carousel.Cli.Tests.Serving;

/// <summary>A causal tagger of numbers whose server is killed answers as one that nothing happens to.</summary>
public sealed class TaggerKillTests
{
    private const int Sessions = 4;

    [Fact]
    public Task Tagger_AnswersAsUndisturbed_WhenItsServerIsKilled() => KillAsync(kills: 2);

    [Fact]
    [Trait("Speed", "Slow")]
    public Task Tagger_AnswersAsUndisturbed_WhenItsServerIsKilledTwentyTimes() => KillAsync(kills: 20);

    private static async Task KillAsync(int kills)
    {
        using var folder = new TemporaryFolder();
        string[] rows =
        [
            .. Enumerable.Range(0, 200).Select(r => $"{r / 10},{r * 7 % 11},{(r * 7 % 11 > 5 ? "high" : "low")}"),
        ];
        string data = folder.Write("steps.csv", "id,load,label\n" + string.Join('\n', rows) + "\n");
        string models = folder.File("models");
        CliRun fitted = await CliRun.OfAsync(
            "tag", data, "--epochs", "2", "--hidden", "4", "--out", Path.Combine(models, "tagger"), "--causal");
        Assert.Equal(0, fitted.ExitCode);

        var answers = new List<string>[Sessions];
        using (ServedProcess server = await ServedProcess.StartAsync(models, "--quiet"))
        {
            bool isEnd = false;
            Task[] runs =
            [
                .. Enumerable.Range(0, Sessions).Select(session => Task.Run(() => RunAsync(
                    () => server.Address, session, answers[session] = [], () => Volatile.Read(ref isEnd)))),
            ];
            var random = new Random(kills);
            for (int kill = 0; kill <= kills; kill++)
            {
                // By the number of answers, not by time: each kill interrupts work.
                int enough = Count(answers) + random.Next(5, 200);
                while (Count(answers) < enough)
                {
                    Assert.False(Array.Exists(runs, run => run.IsFaulted), "A caller has ended.");
                    await Task.Delay(random.Next(1, 4), TestContext.Current.CancellationToken);
                }

                if (kill < kills)
                {
                    await server.KillAndStartAsync();
                }
            }

            Volatile.Write(ref isEnd, true);
            await Task.WhenAll(runs);
        }

        using ServedProcess other = await ServedProcess.StartAsync(
            models, "--quiet", "--store", folder.File("undisturbed.db"));
        for (int session = 0; session < Sessions; session++)
        {
            var undisturbed = new List<string>();
            await RunAsync(
                () => other.Address, session, undisturbed, () => undisturbed.Count >= answers[session].Count);
            Assert.Equal(undisturbed, answers[session]);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {Count(answers)} steps.");
    }

    private static int Count(List<string>?[] answers) => answers.Sum(a => a?.Count ?? 0);

    /// <summary>Steps a session, and repeats unanswered requests.</summary>
    private static async Task RunAsync(Func<Uri> where, int session, List<string> answers, Func<bool> isEnd)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        string id = (await AskAsync(http, where, "v1/models/tagger/sessions", "{}")).GetProperty("id").GetString()!;
        while (!isEnd())
        {
            int from = answers.Count + 1;
            string row = JsonSerializer.Serialize(new double[] { ((from * 5) + session) % 11 });
            JsonElement answer = await AskAsync(
                http, where, $"v1/sessions/{id}/steps", $"{{\"from\":{from},\"rows\":[{row}]}}");
            Assert.Equal(from + 1, answer.GetProperty("next").GetInt64());
            answers.Add(answer.GetProperty("answers")[0].GetRawText());
        }
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, Func<Uri> where, string path, string body)
    {
        while (true)
        {
            try
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await http.PostAsync(new Uri(where(), path), content);
                string text = await response.Content.ReadAsStringAsync();
                if ((int)response.StatusCode is 200 or 201)
                {
                    return JsonDocument.Parse(text).RootElement.Clone();
                }

                Assert.True((int)response.StatusCode is 429 or 503, $"{response.StatusCode}: {text}");
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException
                or OperationCanceledException)
            {
                // The server was killed: the same is asked again.
            }

            await Task.Delay(20);
        }
    }
}
