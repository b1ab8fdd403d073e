using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Carousel.Mcp.Tests;

/// <summary>Calls that are refused, all in one session: none ends it.</summary>
/// <param name="one">The session.</param>
public sealed class RefusalTests(RefusalTests.OneAgent one) : IClassFixture<RefusalTests.OneAgent>
{
    [Theory]
    [InlineData("list_files", "is not a folder", "folder", "nowhere")]
    [InlineData("list_files", "is not in a folder", "folder", "..")]
    [InlineData("describe_file", "needs 'file'")]
    [InlineData("describe_file", "does not exist", "file", "none.csv")]
    [InlineData("describe_file", "is not in a folder", "file", "/etc/passwd")]
    [InlineData("describe_file", "is not in a folder", "file", "../../etc/passwd")]
    [InlineData("describe_file", "is a folder", "file", ".")]
    [InlineData("describe_file", "has to be a text", "file", 7)]
    [InlineData("forecast", "no parameter 'out'", "file", "a.csv", "out", "x")]
    [InlineData("forecast", "has to be a whole number", "file", "a.csv", "horizon", "six")]
    [InlineData("forecast", "has to be a whole number", "file", "a.csv", "horizon", 1.5)]
    [InlineData("forecast", "'target' needs a value", "file", "a.csv", "target", "--out")]
    [InlineData("forecast", "'horizon' must be 1", "file", "a.csv", "horizon", -1)]
    [InlineData("find_anomalies", "is not in a folder", "file", "/dev/zero")]
    [InlineData("apply_model", "either 'file' or 'text'", "model", "a.csv")]
    [InlineData("apply_model", "a.csv", "model", "a.csv", "text", "a")]
    [InlineData("explain_forecast", "needs 'model'", "file", "a.csv")]
    [InlineData("train", "one of forecast, classify", "job", "serve", "file", "a.csv", "out", "m")]
    [InlineData("train", "is not in a folder", "job", "forecast", "file", "a.csv", "out", "../elsewhere")]
    public async Task Call_IsRefusedInOneSentence(string tool, string part, params object[] values)
    {
        CallToolResult refused = await one.Agent.CallAsync(tool, values);

        string sentence = Agent.TextOf(refused);
        Assert.True(refused.IsError, sentence);
        Assert.DoesNotContain('\n', sentence);
        Assert.Contains(part, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownTool_IsAnErrorOfTheProtocol() =>
        await Assert.ThrowsAsync<McpProtocolException>(() => one.Agent.CallAsync("delete_files"));

    /// <summary>An agent with a table of two rows.</summary>
    public sealed class OneAgent : IAsyncLifetime
    {
        /// <summary>The agent.</summary>
        public Agent Agent { get; private set; } = null!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Agent = await Agent.StartAsync();
            await File.WriteAllTextAsync(
                Path.Combine(Agent.Folder, "a.csv"), "day,sales\n2026-01-01,1\n2026-01-02,2\n",
                TestContext.Current.CancellationToken);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => Agent.DisposeAsync();
    }
}
