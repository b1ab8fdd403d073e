using System.Text.Json;
using Carousel.Cli.Tests;
using Carousel.Data;
using Carousel.Lab;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Tests.Commands;

public sealed class ClaimRunTests
{
    private static readonly Claim[] _claims =
        [new MadeClaim("flow", 0.0005), new MadeClaim("rush", 0.5), new NothingDrawn()];

    [Fact]
    public void Names_AreThoseOfOneThingEach()
    {
        string[] names =
        [
            .. ExperimentCatalogue.All.Select(e => e.Name), .. ClaimCatalogue.All.Select(c => c.Name),
            LaboratorySelection.All,
        ];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public async Task Claim_IsShownAsItWasLookedAt()
    {
        CliRun run = await RunAsync("flow", "--threads", "2");
        Assert.True(run.ExitCode == 0, run.Error);
        Snapshot.Matches("claim-facts", run.Error);
        Snapshot.Matches("claim", run.Out);
    }

    [Fact]
    public async Task Claim_FitsIntoANarrowTerminal()
    {
        CliRun run = await LabRun.OfAsync(["rush"], CancellationToken.None, width: 44, _claims);
        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 44));
        Assert.Contains("\n  largest error        0.5   ✗\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("\r", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_IsOneObjectWithTheAgreedKeys()
    {
        CliRun run = await RunAsync("flow", "model", "--seeds", "2", "--cell", "GRU", "--quiet", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.Equal(
            ["question", "figures", "intervals", "holds", "sentence"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(0.0005, json.GetProperty("figures").GetProperty("largest_error").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("figures").GetProperty("ratio").ValueKind);
        Assert.Equal(
            [0.00025, 0.001],
            json.GetProperty("intervals").GetProperty("largest_error").EnumerateArray().Select(e => e.GetDouble()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("holds").ValueKind);
        Assert.Equal("With gru and 2 seeds the error is 0.0005.", json.GetProperty("sentence").GetString());
    }

    [Theory]
    [InlineData("flow has no --row. It has --seed, --full, --seeds, --cell and --length.", "flow", "--row", "a")]
    [InlineData("quiet has no --cell. It has --seed.", "quiet", "--cell", "lstm")]
    [InlineData("quiet has no longer version: leave --full out.", "quiet", "--full")]
    [InlineData("all has no --seeds. It has --seed, --full, --trials and --resume.", "all", "--seeds", "2")]
    [InlineData("quiet draws nothing by chance: leave --seeds out.", "quiet", "--seeds", "2")]
    [InlineData("quiet takes no inputs, but got 'data.csv'.", "quiet", "data.csv")]
    [InlineData(
        "flow does not know what to do with 'c'. It takes: carousel-lab flow [MODEL] [DATA]", "flow", "a", "b",
        "c")]
    [InlineData("--cell must be elman, gru or lstm, but is 'lsmt'. Did you mean 'lstm'?", "flow", "--cell", "lsmt")]
    [InlineData("--length must be a whole number of 2…1,500, but is 1.", "flow", "--length", "1")]
    [InlineData("--length must be a whole number of 2…1,500, but is 100000000.", "flow", "--length", "100000000")]
    [InlineData("--seeds must be 1…100, but is 101.", "flow", "--seeds", "101")]
    [InlineData("carousel-lab has no experiment or claim 'flwo'. Did you mean 'flow'?", "flwo")]
    [InlineData("carousel-lab has no option '--sedes'. Did you mean '--seeds'?", "flow", "--sedes", "3")]
    public async Task Mistake_IsToldInOneSentence(string sentence, params string[] arguments) =>
        Assert.Equal(sentence, (await RunAsync(arguments)).RequireOneSentence());

    [Fact]
    public async Task InputThatCannotBeUsed_IsTheUsersToMend()
    {
        using var folder = new TemporaryFolder();
        Claim[] claims = [
                    new MadeClaim(
                        "flow", 1,
                        _ => throw new DataFormatException("model.safetensors has no cell. Name a forecaster.")),
                ];
        CliRun run = await LabRun.OfAsync(
            ["flow", "model.safetensors", "--quiet", "--out", folder.File("out")], CancellationToken.None,
            claims: claims);
        Assert.Equal("model.safetensors has no cell. Name a forecaster.", run.RequireOneSentence());
        Assert.Empty(folder.Entries());
    }

    [Fact]
    public async Task List_NamesExperimentsAndClaims()
    {
        CliRun run = await RunAsync("--json");
        Assert.Contains(
            "\n  flow [MODEL] [DATA]  Gated nets carry error further than plain ones.\n", run.Out,
            StringComparison.Ordinal);
        Assert.Equal(
            ["flow", "rush", "quiet"],
            JsonDocument.Parse(run.LastLine).RootElement.GetProperty("claims").EnumerateArray()
                .Select(c => c.GetProperty("claim").GetString()));
    }

    [Fact]
    public async Task OneClaim_HasAPageOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await RunAsync("flow", "--cell", "gru", "--out", folder.File("out"), "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.EndsWith($"  {folder.File("out/report.html")}   flow.json\n", run.Out, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(
            folder.File("out/report.html"), TestContext.Current.CancellationToken);
        Assert.All(
            [
                "Gated nets carry error further than plain ones", "Left for --full: the lags above 100.",
                "Source: Made up, 2000",
            ], text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.Equal(
            "carousel-lab flow --seed 1 --cell gru",
            (await RecordAsync(folder, "flow")).GetProperty("command").GetString());
    }

    [Fact]
    public async Task StoppedRun_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        Claim[] claims = [new MadeClaim("flow", 1, _ => stop.Cancel())];
        CliRun run = await LabRun.OfAsync(["flow", "--quiet", "--out", folder.File("out")], stop.Token, claims: claims);
        Assert.Equal("Cancelled before anything was written.", run.RequireOneSentence(exitCode: 130));
        Assert.Empty(folder.Entries());
    }

    private static async Task<JsonElement> RecordAsync(TemporaryFolder folder, string claim) =>
        JsonDocument.Parse(
            await File.ReadAllTextAsync(
                folder.File($"out/{claim}.json"), TestContext.Current.CancellationToken)).RootElement;

    private static Task<CliRun> RunAsync(params string[] arguments) =>
        LabRun.OfAsync(arguments, CancellationToken.None, claims: _claims);

    private sealed class NothingDrawn : Claim
    {
        public override string Name => "quiet";

        public override string Title => "Nothing drawn";

        public override string Statement => "Arithmetic is exact.";

        public override string Question => "Is it?";

        public override string Setup => "One sum.";

        public override IReadOnlyList<ExpectedFigure> Expected { get; } = [];

        public override int DefaultSeeds => 0;

        public override bool HasFull => false;

        public override ClaimResult Run(ClaimRun run) => new(this, [], "It is.", []) { Holds = true };
    }
}
