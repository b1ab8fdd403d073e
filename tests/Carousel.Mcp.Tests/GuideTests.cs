using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Carousel.Mcp.Tests;

/// <summary>The session in the guide is the real session of a client. CAROUSEL_UPDATE_DOCS=1 rewrites it.</summary>
public sealed class GuideTests
{
    private const string Begin = "<!-- transcript: tests/Carousel.Mcp.Tests/GuideTests.cs -->\n```text\n";
    private const string End = "```\n<!-- end of transcript -->";

    private static readonly (string Tool, object[] Values)[] _script =
    [
        ("list_files", []),
        ("describe_file", ["file", "us_flights_hourly.csv"]),
        ("forecast", ["file", "us_flights_hourly.csv", "target", "late_flights", "horizon", 8]),
        ("forecast", ["file", "us_flights_hourly.csv", "target", "delays"]),
        ("describe_file", ["file", "../keys.txt"]),
    ];

    [Fact]
    public async Task Session_IsThatOfAClient()
    {
        await using Agent agent = await Agent.StartAsync();
        agent.Give("us_flights_hourly.csv");
        var lines = new List<string>();
        foreach ((string tool, object[] values) in _script)
        {
            CallToolResult result = await agent.CallAsync(tool, values);
            var asked = values.Chunk(2).ToDictionary(pair => (string)pair[0], pair => pair[1]);
            lines.Add($"> {tool} {JsonSerializer.Serialize(asked)}");
            lines.AddRange(Agent.TextOf(result).Replace(agent.Folder, "/data", StringComparison.Ordinal).Split('\n')
                .Select(line => line.TrimEnd()).Where(line => line.Length > 0));
        }

        string page = Path.Combine(Repository.Folder, "docs", "how-to", "agents.md");
        string text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        (int from, int to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            text.IndexOf(End, StringComparison.Ordinal));
        string session = string.Join('\n', lines) + "\n";
        if (Environment.GetEnvironmentVariable("CAROUSEL_UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(
                page, text[..from] + session + text[to..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(session, text[from..to]);
    }
}
