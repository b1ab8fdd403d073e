using System.CommandLine;
using System.Text;
using Carousel.Cli.Options;
using Carousel.Data;
using Carousel.Language;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel expand</c>: the text that <c>compress</c> packed, with the same model.</summary>
internal sealed class ExpandCommand() : PackingCommand(
    "expand", "Decompress an archive of compress with the same model.",
    "carousel expand out/moby/model.safetensors out/moby/moby.crsl out/moby/moby.txt",
    "unpacking", new Argument<string>("ARCHIVE") { Description = "A file that compress wrote." },
    new Argument<string>("TEXT") { Description = "The file to write." })
{
    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [Run.Group];

    /// <inheritdoc/>
    protected override Func<TextCoder, LanguageModel, Coded> Read(
        ParseResult result, string path, CancellationToken cancellation)
    {
        byte[] archive = ReadArchive(path);
        return (coder, _) => new Coded(Encoding.UTF8.GetBytes(coder.Unpack(archive, path, cancellation)));
    }

    private static byte[] ReadArchive(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception caught) when (caught is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                $"{path} cannot be read: {caught.Message.TrimEnd('.')}. Pass a file that 'carousel compress' wrote.",
                caught);
        }
    }
}
