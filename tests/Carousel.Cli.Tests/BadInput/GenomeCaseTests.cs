namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Files that <c>carousel genome</c> cannot learn from: one sentence with the place and what to do, exit code 2,
/// no files left.
/// </summary>
public sealed class GenomeCaseTests
{
    [Theory]
    [MemberData(nameof(JobCases.Genome), MemberType = typeof(JobCases))]
    public async Task File_IsRefusedInOneSentence(string what, string text, string said)
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder, ["genome", folder.Write("data.fa", text), "--out", folder.File("out")]);
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(sentence, said), $"{what}: {sentence}");
    }

    [Theory]
    [InlineData("--genes a.gff --labels b.bed", "--next-base, --labels and --genes exclude each other")]
    [InlineData("--genes a.gff --next-base", "--next-base, --labels and --genes exclude each other")]
    [InlineData("--test b.fa --test-share 0.2", "--test and --test-share exclude each other: pass one of them.")]
    public async Task Alternatives_AreRefusedTogether(string options, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.fa", GenomeTests.Fasta(4000));
        Assert.Contains(
            said, await RefusedAsync(folder, ["genome", data, .. options.Split(' '), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "--genes", "made\tx\tCDS\t1\t4001\t.\t+\t0\tID=a\n",
        "ends at base 4,001, beyond the end of 'made', which has 4,000")]
    [InlineData("--genes", "made\tx\tCDS\t9\t3\t.\t+\t0\tID=a\n", "after its end at 3")]
    [InlineData("--genes", "chr7\tx\tCDS\t1\t9\t.\t+\t0\tID=a\n", "there is no sequence 'chr7'")]
    [InlineData("--genes", "made\tx\tgene\t1\t9\t.\t+\t.\tID=a\n", "has no line of type CDS")]
    [InlineData(
        "--genes", "made\tx\tCDS\t20\t30\t.\t+\t0\tID=a\nmade\tx\tCDS\t90\t300\t.\t-\t0\tID=a\n",
        "has no usable gene: genes with parts on both strands, trans-spliced genes and pseudogenes are left out.")]
    [InlineData("--labels", "made\t0\t10\ta\nmade\t5\t20\tb\n", "'b' overlaps 'a' of line 1")]
    [InlineData("--labels", "made\t0\t4001\ta\n", "ends at base 4,001, beyond the end of 'made', which has 4,000")]
    [InlineData("--labels", "", "is empty")]
    public async Task Annotation_ThatDoesNotFit_IsRefused(string option, string text, string said)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.fa", GenomeTests.Fasta(4000));
        Assert.Contains(
            said,
            await RefusedAsync(
                folder, ["genome", data, option, folder.Write("notes", text), "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--test-share", "0.9", "--test-share must be 0.01…0.5")]
    [InlineData("--test-genes", "x.gff", "--test-genes belongs to --test")]
    [InlineData("--simulate", "spliced", "leave out the data")]
    [InlineData("--reader", "bothh", "--reader")]
    [InlineData("--genes", "missing.gff", "missing.gff does not exist")]
    public async Task Option_IsRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            said,
            await RefusedAsync(
                folder,
                [
                    "genome", folder.Write("data.fa", GenomeTests.Fasta(4000)), option, value, "--out",
                    folder.File("out"),
                ]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contains too little information: no open frame looks like a gene. Pass more of the genome")]
    [InlineData("without introns: leave out --next-base", "--next-base")]
    [InlineData("--self finds the genes of the data itself, by counting", "--baseline", "none")]
    public async Task AGenomeThatTeachesNothing_AndOptionsBesideIt_AreRefused(string said, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.fa", $">made\n{new string('C', 4000)}\n");
        Assert.Contains(
            said, await RefusedAsync(folder, ["genome", data, "--self", .. options, "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_WithoutAGenome_AreRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            "belongs to a genome",
            await RefusedAsync(folder, ["genome", "--labels", "x.bed", "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
