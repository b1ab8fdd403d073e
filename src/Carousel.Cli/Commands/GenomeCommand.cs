using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Tasks.Genomes;
using Carousel.Tasks.Jobs;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel genome</c>: learns the next base of a genome, its genes, or labels of its bases.</summary>
internal sealed class GenomeCommand : JobCommand
{
    private readonly Argument<string?> _data = new("data.fasta")
    {
        Description = "FASTA or GenBank, perhaps packed with gzip. Without it: a simulated genome.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly GenomeOptionSet _genome = new();

    /// <inheritdoc/>
    public override string Name => "genome";

    /// <inheritdoc/>
    public override string Summary => "Learn from DNA: the next base, genes, or labels of bases.";

    /// <inheritdoc/>
    public override string Example => "carousel genome --simulate chromatin --epochs 4 --out out/chromatin";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [_genome.Learned, _genome.Parts, Fit.Model, Fit.Training, Run.Group];

    /// <inheritdoc/>
    public override IJobPlan MakePlan(ParseResult result)
    {
        GenomeOptions options = _genome.Read(result, Fit.Read(result, Run.Threads(result)));
        return GenomePlans.Make(result.GetValue(_data), options);
    }

    /// <inheritdoc/>
    protected override string DataOf(ParseResult result) => result.GetValue(_data) ?? "simulated_genome";
}
