using Carousel.Genomes;
using Carousel.Genomes.Simulation;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel genome</c> from a file to answers, in its three modes, and without a file.</summary>
public sealed class GenomeTests
{
    private static readonly string[] _small = ["--hidden", "8", "--epochs", "2", "--batch", "4", "--threads", "1"];

    [Fact]
    public async Task NextBase_LeavesModelReportAndSurprise_AndTheModelIsApplied()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.fa", Fasta(3000));
        CliRun run = await CliRun.OfAsync(["genome", data, .. _small, "--json", "--out", folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("the best counting baseline", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"task\":\"genome-next-base\"", run.LastLine, StringComparison.Ordinal);
        string[] files = ["metrics.jsonl", "model.safetensors", "report.html", "run.json", "surprise.csv"];
        Assert.Equal(
            files.Select(f => folder.File($"out/{f}")),
            folder.Entries().Where(e => e.Contains("out/", StringComparison.Ordinal)));
        string model = folder.File("out/model.safetensors");
        Assert.StartsWith(
            "sequence,place,base,bits\nmade,1,", (await CliRun.OfAsync("predict", model, data)).Out,
            StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.OfAsync("evaluate", model, data)).ExitCode);
        CliRun adapted = await CliRun.OfAsync("evaluate", model, data, "--adapt");
        Assert.Contains("carousel, learning on", adapted.Out, StringComparison.Ordinal);
        Assert.StartsWith(
            "sequence,place,base,bits\nmade,1,", (await CliRun.OfAsync("predict", model, data, "--adapt")).Out,
            StringComparison.Ordinal);
        Assert.Contains(
            "learned from both strands of 2,550 bases", (await CliRun.OfAsync("describe", model)).Out,
            StringComparison.Ordinal);
        string genes = folder.Write("data.gff", "made\tx\tCDS\t100\t2000\t.\t+\t0\tID=a\n");
        CliRun probed = await CliRun.OfAsync(
            "inspect", "probe", model, data, "--labels", genes, "--most-steps", "400", "--out", folder.File("probe"));
        Assert.True(probed.ExitCode == 0, probed.Error);
        Assert.Contains("Probes of label", probed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGenomeWithoutKnownGenes_IsItsOwnTeacher_AndTheModelFindsGenesElsewhere()
    {
        using var folder = new TemporaryFolder();
        Genome genome = GenomeSimulation.Make(SimulatedKind.Bacteria, 40_000, seed: 2);
        string data = folder.Write("data.fa", $">made\n{Bases.Text(genome.Sequences[0].Bases)}\n");
        CliRun run = await CliRun.OfAsync(["genome", data, "--self", .. _small, "--out", folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("so the number of correct ones is unknown.", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            "\tCDS\t",
            await File.ReadAllTextAsync(folder.File("out/genes.gff3"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        string model = folder.File("out/model.safetensors");
        Assert.Contains("\tCDS\t", (await CliRun.OfAsync("predict", model, data)).Out, StringComparison.Ordinal);
        Assert.Contains("the site", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);

        // Genes that are known measure and do nothing else.
        string genes = folder.Write(
            "data.gff", string.Concat(genome.Annotations[0].Genes.Select(
                g => $"made\tx\tCDS\t{g.Start + 1}\t{g.End}\t.\t{(g.IsReverse ? '-' : '+')}\t0\tID={g.Name}\n")));
        CliRun measured = await CliRun.OfAsync(
            ["genome", data, "--self", "--genes", genes, .. _small, "--out", folder.File("measured")]);
        Assert.Contains("known genes for testing", measured.Error, StringComparison.Ordinal);
        Assert.Contains("exact stops F1: 95 % interval", measured.Out, StringComparison.Ordinal);
        Assert.Equal(
            await File.ReadAllBytesAsync(folder.File("out/genes.gff3"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(folder.File("measured/genes.gff3"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Genes_AreWrittenAsGff()
    {
        using var folder = new TemporaryFolder();
        string gene = $"ATG{string.Concat(Enumerable.Repeat("AAACCC", 99))}TAA", fasta = Fasta(3400),
            data = folder.Write("data.fa", fasta.Insert(">made\n".Length + 99, gene)),
            genes = folder.Write(
                "data.gff", "made\tx\tCDS\t100\t699\t.\t+\t0\tID=a\nmade\tx\tCDS\t3700\t3900\t.\t-\t0\tID=b\n");
        CliRun run = await CliRun.OfAsync(["genome", data, "--genes", genes, .. _small, "--out", folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("open reading frames from", run.Out, StringComparison.Ordinal);
        Assert.StartsWith(
            "##gff-version 3\n",
            await File.ReadAllTextAsync(folder.File("out/genes.gff3"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "##gff-version 3\n##sequence-region made 1 4000\n",
            (await CliRun.OfAsync("predict", folder.File("out/model.safetensors"), data)).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_AreReadFromBed()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.fa", Fasta(4000)),
            labels = folder.Write("data.bed", "made\t200\t1500\topen\nmade\t3700\t3850\topen\n");
        CliRun run = await CliRun.OfAsync(["genome", data, "--labels", labels, .. _small, "--out", folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(0, (await CliRun.OfAsync("evaluate", folder.File("out/model.safetensors"), data)).ExitCode);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Genome_WithoutAFile_FindsGenesOfASimulatedOne()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("genome", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("simulated genome", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("as well or better", run.Out, StringComparison.Ordinal);
    }

    internal static string Fasta(int bases)
    {
        // Without a pattern, and every 97th base unknown or in small letters.
        static char Base(int t) => "ACGTNacg"[(int)((uint)((t * 2654435761L) >> 7) % 4) + (t % 97 == 0 ? 4 : 0)];
        return $">made\n{string.Concat(Enumerable.Range(0, bases).Select(Base))}\n";
    }
}
