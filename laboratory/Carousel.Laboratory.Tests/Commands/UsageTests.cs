using Carousel.Cli.Tests;

namespace Carousel.Laboratory.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("carousel-lab has no experiment or claim 'ading'. Did you mean 'adding'?", "ading")]
    [InlineData(
        "carousel-lab has no experiment or claim 'parity'. See them all with: carousel-lab", "parity")]
    [InlineData(
        "adding has no row 'lenght-500'. Did you mean 'length-500'?", "adding", "--row", "lenght-500")]
    [InlineData("adding has no row 'x'. Its rows: length-100, ", "adding", "--row", "x")]
    [InlineData("adding has no row of length 7. Its lengths: 100, 500, 1000.", "adding", "--length", "7")]
    [InlineData("The rows of reber have one length. Leave --length out.", "reber", "--length", "7")]
    [InlineData(
        "--row and --length exclude each other: pass one of them.", "adding", "--length", "100", "--row",
        "length-100")]
    [InlineData("--row names no row. Pass a name such as length-100.", "adding", "--row", ",")]
    [InlineData(
        "--length picks rows of one experiment. Name it instead of all.", "all", "--length", "100")]
    [InlineData(
        "--row picks rows of one experiment. Name it instead of all.", "all", "--row", "length-100")]
    [InlineData("--trials must be 1…1000, but is 0.", "adding", "--trials", "0")]
    [InlineData("--trials must be a whole number, but is 'many'.", "adding", "--trials", "many")]
    [InlineData(
        "--full needs an experiment or a claim, such as: carousel-lab adding. See them all with: "
        + "carousel-lab", "--full")]
    [InlineData(
        "adding has no --seeds. It has --seed, --full, --row, --length, --trials and --resume.", "adding",
        "--seeds", "2")]
    [InlineData(
        "adding has no --cell. It has --seed, --full, --row, --length, --trials and --resume.", "adding",
        "--cell", "lstm")]
    [InlineData("adding takes no inputs, but got 'data.csv'.", "adding", "data.csv")]
    [InlineData("all takes no inputs, but got 'adding'.", "all", "adding")]
    [InlineData("--seeds must be 1…100, but is 0.", "cells", "--seeds", "0")]
    [InlineData(
        "--resume needs the output folder of the run to continue: pass --out.", "adding", "--resume")]
    public async Task Mistake_IsToldInOneSentence(string sentence, params string[] arguments) =>
        Assert.StartsWith(
            sentence, (await LabRun.OfAsync(arguments)).RequireOneSentence(), StringComparison.Ordinal);

    [Fact]
    public async Task Help_IsAsItWasLookedAt() => Snapshot.Matches("help", (await LabRun.OfAsync("--help")).Out);
}
