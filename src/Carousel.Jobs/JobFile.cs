using System.Text;

namespace Carousel.Jobs;

/// <summary>A file that a job leaves beside its model.</summary>
/// <param name="Name">Its name in the output folder, such as <c>predictions.csv</c>.</param>
/// <param name="Content">What it holds.</param>
internal sealed record JobFile(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>A file of text.</summary>
    /// <param name="name">Its name in the output folder.</param>
    /// <param name="text">What it holds; lines end with a line feed.</param>
    /// <returns>The file, in UTF-8 without a byte-order mark.</returns>
    public static JobFile OfText(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
