namespace Carousel.Interchange.Web;

/// <summary>A page that was written.</summary>
/// <param name="Html">The page, from its doctype to its last line.</param>
/// <param name="ModelBytes">Bytes of the model as the page holds it: names, and weights in base64, a third more than
/// they are.</param>
/// <param name="GoldenSteps">Steps on which the page checks itself.</param>
internal sealed record WebPage(string Html, int ModelBytes, int GoldenSteps)
{
    /// <summary>Bytes of the page without the model: engine, style, golden vectors, rows of an example.</summary>
    public int OtherBytes => System.Text.Encoding.UTF8.GetByteCount(Html) - ModelBytes;
}
