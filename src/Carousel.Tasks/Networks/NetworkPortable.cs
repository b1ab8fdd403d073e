using System.Globalization;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Networks;

/// <summary>A chain as it leaves Carousel.</summary>
internal static class NetworkPortable
{
    /// <summary>The chain, and what a step is.</summary>
    /// <exception cref="NotPortableException">A layer reads in both directions.</exception>
    public static PortableDesign Design(NetworkChain chain)
    {
        NetworkDesign design = chain.Design;
        RequireCausal(design);
        PortableInput input = design.Symbols > 0
            ? PortableInput.OfSymbols("symbol", [.. Enumerable.Range(0, design.Symbols).Select(s => s.ToString(CultureInfo.InvariantCulture))], PortableUnits.SmallWords)
            : PortableInput.OfValues(design.InputColumns().Select(n => new PortableValue(n) { Source = PortableSource.Of(n) }));
        return new PortableDesign(
            $"the answer to {(design.Pooling is null ? "each step" : "a sequence")}", [PortableMember.Of(chain.Exported())], input,
            new PortableAnswer(design.Answer, [.. design.OutputColumns().Select(n => new PortableValue(n))]))
        {
            Table = design.Symbols > 0 ? null : new PortableTable(null),
        };
    }

    /// <summary>Refuses what does not step.</summary>
    /// <exception cref="NotPortableException">A layer reads in both directions.</exception>
    public static void RequireCausal(NetworkDesign design)
    {
        if (design.IsBidirectional)
        {
            throw NotPortableException.BothDirections("This network", "train one in one direction");
        }
    }
}
