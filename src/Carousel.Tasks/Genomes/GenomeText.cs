using System.Globalization;
using System.Text;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Markov;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes;

/// <summary>Words and files that the modes of the job share.</summary>
internal static class GenomeText
{
    /// <summary>What was found in a genome.</summary>
    public static IReadOnlyList<JobFact> Facts(Genome genome)
    {
        long unknown = genome.Sequences.Sum(s => (long)s.Unknown), masked = genome.Sequences.Sum(s => (long)s.Masked);
        string notes = $"{(unknown > 0 ? $"; {FigureText.Count(unknown)} are not known (N and other codes)" : "")}{(masked > 0 ? $"; {FigureText.Count(masked)} in small letters, read as any other" : "")}";
        var facts = new List<JobFact> { new("data", $"{FigureText.Counted(genome.Sequences.Count, "sequence")}, {FigureText.Counted(genome.Length, "base")}{notes}") };
        if (genome.IsAnnotated)
        {
            int spliced = genome.Annotations.Sum(a => a.Genes.Count(g => g.Parts.Count > 1)), doubtful = genome.Annotations.Sum(a => a.Doubtful.Count);
            facts.Add(new JobFact("genes", $"{FigureText.Counted(genome.Genes, "coding gene")}{(spliced > 0 ? $", {FigureText.Count(spliced)} in several parts" : "")}{(doubtful > 0 ? $"; {FigureText.Counted(doubtful, "run")} of pseudogenes left out" : "")}"));
        }

        return facts;
    }

    /// <summary>How a genome is divided.</summary>
    public static string Split(Genome genome, GenomeParts parts, string strands = "")
    {
        long training = parts.Training.Sum(t => (long)t), test = genome.Sequences.Zip(parts.Validation, (s, v) => (long)(s.Length - v)).Sum();
        return $"{strands}the first {FigureText.Counted(training, "base")} train, the next {FigureText.Count(genome.Length - training - test)} choose, the last {FigureText.Count(test)} measure{(genome.Sequences.Count > 1 ? ", of each sequence its own" : "")}";
    }

    /// <summary>A line for each base: sequence, place from 1, base, bits.</summary>
    public static string Surprises(IReadOnlyList<string> names, IReadOnlyList<int> first, IReadOnlyList<ScoredPart> parts, IReadOnlyList<float[]> surprises)
    {
        var text = new StringBuilder("sequence,place,base,bits\n");
        for (int p = 0; p < parts.Count; p++)
        {
            for (int t = 0; t < surprises[p].Length; t++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{names[p]},{first[p] + t + 1},{Bases.LetterOf(parts[p].Bases[parts[p].First + t])},");
                text.Append(float.IsFinite(surprises[p][t]) ? surprises[p][t].ToString("0.0000", CultureInfo.InvariantCulture) : "").Append('\n');
            }
        }

        return text.ToString();
    }
}
