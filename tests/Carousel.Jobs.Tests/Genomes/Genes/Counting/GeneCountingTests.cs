using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Simulation;

namespace Carousel.Jobs.Tests.Genomes.Genes.Counting;

/// <summary>Counting on a simulated genome, where codons are all that tells genes.</summary>
public sealed class GeneCountingTests
{
    private static readonly Genome _genome = GenomeSimulation.Make(SimulatedKind.Bacteria, 120_000, seed: 5);
    private static readonly GenomePart _training = _genome.Whole[0].Within(new NucleotideSpan(0, 90_000));
    private static readonly GenomePart _test = _genome.Whole[0].Within(new NucleotideSpan(90_000, 120_000));
    private static readonly GeneCounting _counting = GeneLearning.From([_training])!;

    [Fact]
    public void GenesThatWereNotCounted_AreFound_BetterThanByTheirLength()
    {
        GeneScores found = Scores(_counting.Find(_test.Bases)),
            frames = Scores(LongestFrames.Find(_test.Bases, LongestFrames.ChooseLength([_training])));
        Assert.True(found.Stops.F1 > frames.Stops.F1 + 0.05, $"{found.Stops} {frames.Stops}");
        Assert.True(found.Stops.F1 > 0.9, $"{found.Stops}");
        Assert.True(found.Whole.F1 > frames.Whole.F1, $"{found.Whole} {frames.Whole}");
    }

    [Fact]
    public void TheOtherStrand_HoldsTheSameGenes()
    {
        IReadOnlyList<CodingGene> own = _counting.Find(_test.Bases),
            other = _counting.Find(Bases.ReverseComplement(_test.Bases));
        int length = _test.Bases.Length;
        Assert.NotEmpty(own);
        Assert.Equal(
            own.Select(g => (g.Start, g.End, g.IsReverse)).Order(),
            other.Select(g => (length - g.End, length - g.Start, !g.IsReverse)).Order());
    }

    [Fact]
    public void TheFile_HoldsAllThatWasCounted()
    {
        var again = new GeneCounting(
            GeneStatistics.Of(_counting.Statistics.ToTensor().Values.ToArray(), _counting.Statistics.Motif),
            _counting.Weights);
        Assert.True(again.Weights.IsInRange);
        Assert.Equal(
            _counting.Find(_test.Bases).Select(g => (g.Start, g.End, g.Score)),
            again.Find(_test.Bases).Select(g => (g.Start, g.End, g.Score)));
    }

    [Fact]
    public void AGenomeThatIsItsOwnTeacher_FindsMostOfItsGenes_AndFewOthers()
    {
        GeneCounting self = SelfTraining.Of(_genome.Sequences);
        GeneScores found = GeneScores.Of(
            [_genome.Annotations[0]], [self.Find(_genome.Sequences[0].Bases)]);
        Assert.True(found.Stops.F1 > 0.85, $"{found.Stops}");
        Assert.True(GeneWeights.Usual.IsInRange);
    }

    [Fact]
    public void WhereNoFrameIsAGene_ThereIsNothingToLearn()
    {
        byte[] bases = RandomBases.Make(6000, seed: 9);
        var part = new GenomePart(
            new GenomeSequence("made", bases), GenomeAnnotation.None, new NucleotideSpan(0, bases.Length));
        Assert.Null(GeneLearning.From([part]));
    }

    [Fact]
    public void BasesThatAreNotKnown_AndSequencesWithoutAFrame_AreRead()
    {
        byte[] bases = [.. _test.Bases];
        bases.AsSpan(5_000, 2_000).Fill(Bases.Unknown);
        IReadOnlyList<CodingGene> found = _counting.Find(bases);
        Assert.NotEmpty(found);
        Assert.DoesNotContain(found, g => g.Start < 6_900 && g.End > 5_100);
        Assert.Empty(_counting.Find(Bases.Of("ACGTAC")));
        Assert.Empty(_counting.Find([]));
    }

    private static GeneScores Scores(IReadOnlyList<CodingGene> found) => GeneScores.Of([_test.Annotation], [found]);
}
