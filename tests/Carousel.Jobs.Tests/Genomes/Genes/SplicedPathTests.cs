using Carousel.Data;
using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.Simulation;

namespace Carousel.Jobs.Tests.Genomes.Genes;

public sealed class SplicedPathTests
{
    private const string Spacer = "CACACACACACCCACACC", Donor = "GTAAGT", Acceptor = "CCCCAG";

    private static readonly SpliceLengths _lengths = new(Between: 500, Coding: 100, ShortestIntron: 12, 20);

    [Fact]
    public void Genes_WithIntrons_AreFoundToTheBase_WhereTheNetworkIsSure()
    {
        Genome genome = GenomeSimulation.Make(SimulatedKind.Spliced, 15_000, seed: 5);
        byte[] bases = genome.Sequences[0].Bases;
        GenomeAnnotation known = genome.Annotations[0];
        Assert.Contains(known.Genes, g => g.Parts.Count > 2);
        float[][] sure = Sure(GeneClasses.Tracks(bases, known, isSpliced: true));
        SpliceLengths lengths = SpliceLengths.Of(genome.Whole);

        IReadOnlyList<CodingGene> Found(double least) => GeneDecoder.Spliced(
            bases, strand => GeneDecoder.Scores(strand, sure[0], sure[1]), lengths, least);
        Assert.Equal(known.Genes.Select(GeneScores.WholeOf), Found(0).Select(GeneScores.WholeOf));
        Assert.Empty(Found(1e6));
    }

    [Fact]
    public void Counts_FindMostGenesOfAnotherGenome_ToTheBase()
    {
        Genome learned = GenomeSimulation.Make(SimulatedKind.Spliced, 150_000, seed: 11);
        Genome other = GenomeSimulation.Make(SimulatedKind.Spliced, 30_000, seed: 12);
        var counts = SplicedCounts.Of(learned.Whole);

        // What a model file stores gives the same.
        SplicedCounts read = SplicedCounts.Of(counts.ToTensor().Values.ToArray());
        IReadOnlyList<CodingGene> found = GeneDecoder.Spliced(
            other.Sequences[0].Bases, s => read.Scores(s.Bases), SpliceLengths.Of(learned.Whole), least: 5);
        GeneScores scores = GeneScores.Of(other.Annotations, [found]);
        Assert.True(scores.Whole.F1 > 0.5 && scores.Stops.F1 > 0.8, $"{scores.Whole.F1} {scores.Stops.F1}");

        // A gene of the reverse strand is found at its known place.
        Assert.Contains(
            found.Where(g => g.IsReverse).Select(GeneScores.WholeOf),
            other.Annotations[0].Genes.Select(GeneScores.WholeOf).Contains);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(20, 2)]
    [InlineData(2, 2)]
    public void IntronsOfOneLength_AndNone_GiveFiniteScores(int one, int other)
    {
        byte[] bases = RandomBases.Make(400, seed: 1);
        var genome = new Genome("made", [new GenomeSequence("made", bases)], [new GenomeAnnotation(
            [
                new CodingGene("a", [new NucleotideSpan(50, 80), new NucleotideSpan(80 + one, 140)], false),
                new CodingGene("b", [new NucleotideSpan(200, 230), new NucleotideSpan(230 + other, 290)], false),
            ],
            [])]);
        SpliceLengths lengths = SpliceLengths.Of(genome.Whole);
        Assert.True(lengths.IsInRange && double.IsFinite(lengths.StayScore) && double.IsFinite(lengths.LeaveScore));

        // Gaps too short for an intron add no donors and acceptors.
        float[] counts = SplicedCounts.Of(genome.Whole).ToTensor().Values.ToArray();
        int donors = (5 * HexamerCounts.Hexamers) + (2 * Bases.Count * 21);
        int introns = new[] { one, other }.Count(gap => gap >= SpliceLengths.Least);
        Assert.Equal(12 * introns, counts[donors..(donors + 48)].Sum());
    }

    [Fact]
    public void ASequenceThatIsTooLong_IsRefusedByName() => Assert.Contains(
        "a.fna: the sequence chr1 has 100,000,001 bases",
        Assert.Throws<DataFormatException>(() => GeneDecoder.RequireLength("a.fna: the sequence chr1", 100_000_001))
            .Message, StringComparison.Ordinal);

    [Theory]

    // Whole codons on both sides of the intron.
    [InlineData("ATGGCCGCC", "GCCGCCTAA", true)]

    // The intron divides a codon after its first and after its second base.
    [InlineData("ATGGCCG", "CCGCCTGA", true)]
    [InlineData("ATGGCCGC", "CGCCTAG", true)]

    // A stop codon may be divided, and ends the gene.
    [InlineData("ATGGCCGCCGCCT", "AA", true)]

    // A stop codon in the frame, in one part and divided by the intron; bases that are not whole codons.
    [InlineData("ATGTAAGCC", "GCCGCCTAA", false)]
    [InlineData("ATGGCCTA", "AGCCGCCTAA", false)]
    [InlineData("ATGGCCGC", "GCCGCCTAA", false)]
    public void AGene_HasOneFrame_AndNoStopCodonInside(string first, string second, bool isLegal)
    {
        string intron = $"{Donor}CCCC{Acceptor}";
        byte[] bases = Bases.Of(Spacer + first + intron + second + Spacer);
        NucleotideSpan[] parts =
        [
            new(Spacer.Length, Spacer.Length + first.Length),
            new(Spacer.Length + first.Length + intron.Length, bases.Length - Spacer.Length),
        ];

        // All evidence is for this structure, also if it is not legal.
        var scores = new SpliceScores(bases.Length);
        int place = 0;
        for (int t = 0; t < bases.Length; t++)
        {
            bool isCoding = parts.Any(p => t >= p.Start && t < p.End);
            bool isIntron = t >= parts[0].End && t < parts[1].Start;
            for (int column = 0; column <= SpliceScores.Intron; column++)
            {
                bool isRight = isCoding ? column == place : isIntron && column == SpliceScores.Intron;
                scores[t, column] = isRight ? 4 : -4;
            }

            place = isCoding ? (place + 1) % Codons.Length : place;
        }

        var found = SplicedPath.Find(bases, scores, _lengths, least: 0);
        Assert.Equal(isLegal, found.Count == 1 && found[0].Parts.SequenceEqual(parts));
        Assert.All(found, gene => Assert.True(gene.Score > 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("GT")]
    [InlineData("NNNNNNNNNNNNNNNNNNNNNNNNNNNNNN")]
    [InlineData("ATGGCCGTAAGTCCCCCCCCCAG")]
    [InlineData("ATGNNNNNNTAA")]
    public void AnySequence_IsRead(string letters)
    {
        byte[] bases = Bases.Of(letters);
        Assert.Empty(SplicedPath.Find(bases, new SpliceScores(bases.Length), _lengths, least: 0));
        Assert.Empty(GeneDecoder.Spliced(
            bases, s => SplicedCounts.Of(new float[SplicedCounts.Count]).Scores(s.Bases), _lengths, least: 0));
    }

    [Fact]
    public void LengthsOfAModelFile_AreChecked()
    {
        Assert.True(_lengths.IsInRange);
        Assert.False((_lengths with { ShortestIntron = 3 }).IsInRange);
        Assert.False((_lengths with { Between = double.NaN }).IsInRange);
        Assert.False((_lengths with { Coding = 0 }).IsInRange);
        Assert.False(new SpliceConfiguration(_lengths, Share: 2, Least: 0).IsInRange);
        Assert.False(new SpliceConfiguration(_lengths, Share: 0, double.PositiveInfinity).IsInRange);
    }

    private static float[][] Sure(NucleotideTracks tracks) =>
    [
        .. new[] { 9, 5 }.Select((classes, head) => tracks.Labels[head]
            .SelectMany(l => Enumerable.Range(0, classes).Select(c => c == l ? -0.05f : -6f)).ToArray()),
    ];
}
