using Carousel.Autograd;
using Carousel.Genomes.Labeling;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Genomes.Logos;

/// <summary>The filters of a network in a report: logos of those that say most, and words searched for.</summary>
internal static class LogoSection
{
    private const int Shown = 8;

    /// <summary>The section; null where the network has no filters that fire.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">The network.</param>
    /// <param name="bases">A sequence.</param>
    /// <param name="sought">Words to search for.</param>
    public static Section? Make(Backend backend, NucleotideNetwork network, byte[] bases, IReadOnlyList<string> sought)
    {
        IReadOnlyList<FilterLogo> logos = FilterLogos.Of(backend, network, bases);
        if (logos.Count == 0)
        {
            return null;
        }

        var blocks = new List<Block>();
        if (sought.Count > 0)
        {
            blocks.Add(Table.Of(
                ["word", "best filter", "match, bits", "rank among all words of its length", "share ranked as high"],
                sought.Select(w => SoughtWord.Of(logos, w)).Select(w => (string[])
                [
                    w.Word, $"{w.Filter}", FigureText.Number(w.Match, 2), $"{w.Rank} of {FigureText.Count(w.Words)}",
                    FigureText.Percent((double)w.Rank / w.Words, 2),
                ])));
        }

        blocks.Add(new SequenceLogos(
            "The most informative filters",
            [
                .. logos.OrderByDescending(l => l.Information.Sum()).Take(Shown).Select(l => new SequenceLogo(
                    Invariant.Of($"Filter {l.Filter}: {l.Information.Sum():0.0} bits"),
                    l.Heights)),
            ]));
        return new Section("What the filters look for", blocks)
        {
            Lead =
                "The height of a letter is its share times the information at its position, relative to the "
                + "composition of the sequence (Schneider and Stephens 1990). Each logo shows the 200 windows that "
                + "activate a filter most, on both strands of the first 60,000 bases.",
        };
    }
}
