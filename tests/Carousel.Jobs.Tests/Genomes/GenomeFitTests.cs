using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.NextBase;
using Carousel.Genomes.Reading;
using Carousel.Genomes.Simulation;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Statistics;
using Carousel.Jobs.Tests.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Genomes;

/// <summary>Small fits from simulated genomes to answers.</summary>
public sealed class GenomeFitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NextBase_LearnsWhatCountingCannot_AndItsFileGivesTheSameBits()
    {
        // A base repeats the one 40 before it: no Markov model reaches that far, a state of 40 bases is not needed
        // where a word of 8 comes again and again.
        byte[] word = RandomBases.Make(23, seed: 1), noise = RandomBases.Make(6000, seed: 2);
        byte[] bases = [.. noise.Select((b, t) => t % 9 == 0 ? b : word[t % word.Length])];
        var genome = new Genome("made", [new GenomeSequence("made", bases)], [GenomeAnnotation.None]);
        var plan = new NextBasePlan(genome, Options(epochs: 12, hidden: 16));
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel genome", CancellationToken.None);
        Assert.True(result.Scores[0].Metrics["bits"] < result.Scores[1].Metrics["bits"], result.Sentence);
        Assert.NotNull(result.Report);

        // Places are those on the sequence, which ends with the test part.
        string[] surprises = Text(result, "surprise.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"made,{bases.Length - surprises.Length + 2},", surprises[1], StringComparison.Ordinal);
        Assert.StartsWith($"made,{bases.Length},", surprises[^1], StringComparison.Ordinal);
        model.Save(_folder.File("model"));
        using var loaded = (NextBaseModel)AllModels.Load(_folder.File("model"), 2);
        Assert.Equal(((NextBaseModel)model).Surprises(bases[..500]), loaded.Surprises(bases[..500]));
    }

    [Fact]
    public void AnAnnotationThatDoesNotFit_IsNoted_AndRefusedWhereMostGenesDoNot()
    {
        Genome made = GenomeSimulation.Make(SimulatedKind.Bacteria, 20_000, seed: 3);
        CodingGene[] genes = [.. made.Annotations[0].Genes];
        Genome Read(int off, string more = "")
        {
            string fasta = _folder.File("g.fna"), gff = _folder.File("g.gff");
            File.WriteAllText(fasta, $">chr\n{Bases.Text(made.Sequences[0].Bases)}\n{more}");
            File.WriteAllLines(gff, genes.Select((g, k) => string.Join(
                '\t', "chr", "x", "CDS", g.Start + 1 + (k < off ? 1 : 0), g.End + (k < off ? 1 : 0), ".",
                g.IsReverse ? '-' : '+', 0, $"ID=g{k}")));
            return GenomeReader.Read(JobInput.OfFile(fasta), gff);
        }

        Assert.Equal(["data", "genes"], GenePlan.RequireGenes(Read(0)).Facts.Select(f => f.Name));
        Assert.StartsWith(
            $"2 of {genes.Length} genes in ", GenePlan.RequireGenes(Read(2)).Facts[^1].Fact, StringComparison.Ordinal);
        Assert.Matches(
            $"^{genes.Length} of {genes.Length} genes in .*g.gff are not whole codons .* may be off by one, or "
            + "of the other strand or another assembly. Correct them.$",
            Assert.Throws<DataFormatException>(() => GenePlan.RequireGenes(Read(genes.Length))).Message);
        Assert.EndsWith(
            "g.gff. They are used as sequences without genes: remove them if these are unknown.",
            Read(0, ">b\nACGT\n>c\nACGT\n").Facts[^1].Fact,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GenesThatAreAllRight_HaveTheIntervalOfAShareOfOne()
    {
        CodingGene[] genes =
        [
            .. Enumerable.Range(0, 16)
                .Select(k => new CodingGene($"{k}", [new NucleotideSpan(9 * k, (9 * k) + 6)], IsReverse: false)),
        ];
        var known = new GenomeAnnotation(genes, []);
        Assert.Equal(
            BinomialInterval.Wilson(16, 16), new GeneIntervals([known]).Of([genes], g => g.Stop));
    }

    [Theory]
    [InlineData(SimulatedKind.Bacteria, GenomeLayers.Both)]
    [InlineData(SimulatedKind.Bacteria, GenomeLayers.Convolution)]
    [InlineData(SimulatedKind.Spliced, GenomeLayers.Recurrent)]
    [InlineData(SimulatedKind.Spliced, GenomeLayers.OneDirection)]
    public async Task FoundGenes_AreLegal_AndTheFileFindsTheSame(SimulatedKind kind, GenomeLayers layers)
    {
        Genome genome = GenomeSimulation.Make(kind, 20_000, seed: 3);
        var plan = GenePlan.Make(genome, Options(epochs: 2, hidden: 8) with { Layers = layers });
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        byte[] bases = genome.Sequences[0].Bases;
        IReadOnlyList<CodingGene> found = model.Find(bases);
        Assert.All(found, gene =>
        {
            byte[] own = [.. gene.Places().Select(t => gene.IsReverse ? Bases.Complement(bases[t]) : bases[t])];
            Assert.Equal(0, own.Length % 3);
            Assert.True(Codons.IsStart(own, 0) && Codons.IsStop(own, own.Length - 3));
            Assert.DoesNotContain(Enumerable.Range(0, (own.Length / 3) - 1), k => Codons.IsStop(own, 3 * k));
        });
        model.Save(_folder.File("model"));
        using var loaded = (GeneFinder)AllModels.Load(_folder.File("model"), 2);
        Assert.Equal(
            found.Select(g => (g.Start, g.End, g.Score)), loaded.Find(bases).Select(g => (g.Start, g.End, g.Score)));
        string genes = Text(plan.Fitted(model).Measure("carousel genome", CancellationToken.None), "genes.gff3");
        Assert.Contains(
            $"##sequence-region {genome.Sequences[0].Name} 1 {bases.Length}\n", genes, StringComparison.Ordinal);

        // Finders of introns of earlier versions had no lengths.
        ModelFile file = model.ToFile();
        string older = Regex.Replace(file.Configuration, ",\"splicing\":\\{\"lengths\":\\{[^}]*\\}[^}]*\\}", "");
        if (older != file.Configuration)
        {
            RequireRefused(
                file, older,
                "introns found by only the classes of the network, without lengths of introns. Version 0.1 is the "
                + "last");
        }

        Assert.Equal(kind == SimulatedKind.Spliced, older != file.Configuration);
    }

    [Fact]
    public void Divide_HoldsOutWholeSequences_OfADraft()
    {
        Genome one = GenomeSimulation.Make(SimulatedKind.Bacteria, 20_000, seed: 3);
        GenomePart whole = one.Whole[0];
        GenomePart[] contigs =
            [.. Enumerable.Range(0, 20).Select(k => whole.Within(new NucleotideSpan(1000 * k, 1000 * (k + 1))))];
        Genome draft = one with
        {
            Sequences = [.. contigs.Select((c, k) => new GenomeSequence($"c{k}", c.Bases))],
            Annotations = [.. contigs.Select(c => c.Annotation)],
        };
        DataParts<GenomePart> parts = draft.Divide(0.1, 0.2);
        Assert.Equal((14, 2, 4), (parts.Training.Count, parts.Validation.Count, parts.Test.Count));
        Assert.All(parts.All, p => Assert.Equal(1000, p.Bases.Length));
        Assert.Equal(20, parts.All.Select(p => p.Name).Distinct().Count());

        // Of few sequences the ends are held out.
        parts = (draft with { Sequences = [.. draft.Sequences.Take(9)] }).Divide(0.1, 0.2);
        Assert.All(parts.Test, p => Assert.Equal((800, 200), (p.Start, p.Bases.Length)));
    }

    [Fact]
    public void Measurement_WithoutAKnownGene_ClaimsNothing()
    {
        GenomePart part = GenomeSimulation.Make(SimulatedKind.Bacteria, 20_000, seed: 3).Whole[0]
            .Within(new NucleotideSpan(0, 30));
        string sentence = new GeneMeasurement([part], [GenomeAnnotation.None], 90).ToResult().Sentence;
        Assert.Contains("contains no whole gene: nothing is measured", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("as well or better", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGeneFinder_GoesOnFromAnother_AndCountsThatAreNoneAreRefused()
    {
        Genome genome = GenomeSimulation.Make(SimulatedKind.Bacteria, 30_000, seed: 3);
        var plan = GenePlan.Make(genome, Options(epochs: 1, hidden: 8));
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        model.Save(_folder.File("model"));
        using var next = (await plan.FitAsync(
            new FitRun { From = _folder.File("model") }, CancellationToken.None)).Model;
        Assert.True(next.Summary.History[0].TrainingLoss < model.Summary.History[0].TrainingLoss);

        // A GFF file of the same name has the genes of a FASTA file.
        GenomeSequence only = genome.Sequences[0];
        string fasta = _folder.File("x.fa");
        File.WriteAllText(fasta, $">{only.Name}\n{string.Concat(only.Bases.Select(b => Bases.LetterOf(b)))}\n");
        Assert.Contains(
            "for evaluate, a GFF3 file of the same name)",
            Assert.Throws<DataFormatException>(
                () => model.Evaluate(JobInput.OfFile(fasta), CancellationToken.None)).Message,
            StringComparison.Ordinal);
        using (StreamWriter text = File.CreateText(_folder.File("x.gff")))
        {
            GffText.WriteHeader(text, genome.Sequences);
            foreach (CodingGene gene in genome.Annotations[0].Genes)
            {
                GffText.Write(text, only.Name, gene);
            }
        }

        Assert.Contains(
            $"of {genome.Genes} genes", model.Evaluate(JobInput.OfFile(fasta), CancellationToken.None).Sentence,
            StringComparison.Ordinal);

        ModelFile file = model.ToFile();
        StoredTensor counts = file.Tensors.Single(t => t.Name == "gene_counts");
        Assert.True(MemoryMarshal.TryGetArray(counts.Values, out ArraySegment<float> numbers));
        numbers[4000] = -1;
        file.Write(_folder.File("damaged"));
        ModelFileException refused = Assert.Throws<ModelFileException>(
            () => AllModels.Load(_folder.File("damaged"), 1));
        Assert.Contains("contains numbers that are not counts", refused.Message, StringComparison.Ordinal);
    }

    private void RequireRefused(ModelFile file, string configuration, string message)
    {
        new ModelFile
        {
            Task = file.Task,
            Configuration = configuration,
            Training = file.Training,
            Scalers = file.Scalers,
            Data = file.Data,
            Tensors = file.Tensors,
        }.Write(_folder.File("older"));
        Assert.Contains(
            message, Assert.Throws<ModelFileException>(() => AllModels.Load(_folder.File("older"), 1)).Message,
            StringComparison.Ordinal);
    }

    private static string Text(JobResult result, string file) =>
        Encoding.UTF8.GetString(result.Files.Single(f => f.Name == file).Content.Span);

    [Fact]
    public async Task Labels_AreLearned_AndReadTheSameOnBothStrands()
    {
        Genome genome = MadeChromatin.Genome(30_000, seed: 4);
        var plan = new LabelPlan(genome, Options(epochs: 16, hidden: 12, batch: 2));
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel genome", CancellationToken.None);
        Assert.True(
            result.Scores[0].Metrics["accuracy"] > result.Scores[1].Metrics["accuracy"] + 0.02, result.Sentence);
        Assert.NotNull(result.Report);
        byte[] bases = genome.Sequences[0].Bases[..5400];
        byte[] own = model.LabelsOf(bases), other = model.LabelsOf(Bases.ReverseComplement(bases));
        Assert.InRange(own.Reverse().Zip(other).Count(p => p.First != p.Second), 0, 20);

        // Labels of single bases would make many times as many runs.
        int known = plan.Parts.Test.Sum(p => p.Annotation.Runs.Count);
        Assert.InRange(Text(result, LabelModel.LabelsName).Count(c => c == '\n'), 1, 2 * known);
        Assert.EndsWith($" found, {known} known.", result.Sentence, StringComparison.Ordinal);

        ModelFile file = model.ToFile();
        RequireRefused(
            file, file.Configuration.Replace("\"both_strands\":true", "\"both_strands\":false"),
            "needs a sequence read on one strand.");
        Assert.Contains("\"shares\":[0.", file.Configuration, StringComparison.Ordinal);
        RequireRefused(file, file.Configuration.Replace("\"shares\":[0.", "\"shares\":[-0."), "");
    }

    [Fact]
    public async Task AStoppedTraining_DoesNotGoOn_WithOtherBasesToChooseBy()
    {
        Genome genome = GenomeSimulation.Make(SimulatedKind.Bacteria, 20_000, seed: 3);
        byte[] changed = [.. genome.Sequences[0].Bases];
        changed[17_500] = (byte)((changed[17_500] + 1) % 4);
        Genome other = genome with { Sequences = [genome.Sequences[0] with { Bases = changed }] };
        GenomeOptions options = Options(epochs: 2, hidden: 8);
        foreach ((IJobPlan plan, IJobPlan otherPlan) in new (IJobPlan, IJobPlan)[]
        {
            (GenePlan.Make(genome, options), GenePlan.Make(other, options)),
            (new NextBasePlan(genome, options), new NextBasePlan(other, options)),
        })
        {
            using var stop = new CancellationTokenSource();
            (await plan.FitAsync(
                new FitRun { Folder = _folder.Path, Observers = [new StopAtStep(1, stop)] }, stop.Token)).Dispose();
            await Assert.ThrowsAsync<CheckpointException>(
                () => otherPlan.FitAsync(new FitRun { Folder = _folder.Path, Resume = true }, CancellationToken.None));
        }
    }

    [Fact]
    public void AGenomeOfMoreThanABillionBases_IsRefused()
    {
        var sequence = new GenomeSequence("made", new byte[1_000_000]);
        var genome = new Genome(
            "huge.fna", [.. Enumerable.Repeat(sequence, 1001)], [.. Enumerable.Repeat(GenomeAnnotation.None, 1001)]);
        Assert.Contains(
            "huge.fna has 1,001,000,000 bases; at most 1,000,000,000 are learned from at once",
            Assert.Throws<DataFormatException>(() => new NextBasePlan(genome, Options(1, 4))).Message,
            StringComparison.Ordinal);
    }

    private static GenomeOptions Options(int epochs, int hidden, int? batch = null) =>
        new()
        {
            Fit = new FitOptions
            {
                Batch = batch,
                Epochs = epochs,
                Hidden = hidden,
                Threads = 1,
                Seed = 1,
                LearningRate = 0.01,
            },
        };
}
