using System.Globalization;

namespace Carousel.Report.Html;

/// <summary>Writes sequence logos: letters are outlines, so that they fill their heights whatever the font.</summary>
internal static class LogoHtml
{
    private const int Bases = 4;
    private const string Letters = "ACGT";
    private const double Place = 20, Height = 120, Left = 30, Top = 8, Bottom = 18;

    // Heights below this part of the scale are no more than a line.
    private const double Least = 0.004;

    // Outlines in a field of 100 by 100, and colours that stand out from a light page and from a dark one.
    private static readonly (string Outline, string Color)[] _glyphs =
    [
        ("M0 100L38 0H62L100 100H79L71 77H29L21 100ZM35 60L50 16L65 60Z", "#2f9276"),
        ("M88.3 17.9A50 50 0 1 0 88.3 82.1L73.7 71.2A31 33 0 1 1 73.7 28.8Z", "#3b7fcf"),
        ("M88.3 17.9A50 50 0 1 0 88.3 82.1L73.7 71.2A31 33 0 1 1 73.7 28.8ZM54 48V64H79V90H98V48Z", "#cf7a24"),
        ("M0 0H100V17H60V100H40V17H0Z", "#cc4a66"),
    ];

    /// <exception cref="ArgumentException">The block has no logo, or heights are not rows of four, not
    /// finite or below zero.</exception>
    public static void Require(SequenceLogos block)
    {
        if (block.Logos.Count == 0)
        {
            throw new ArgumentException($"Logos '{block.Title}': expected at least one logo.");
        }

        foreach (SequenceLogo logo in block.Logos)
        {
            if (logo.Bits.Count == 0 || logo.Bits.Count % Bases != 0
                || logo.Bits.Any(b => !double.IsFinite(b) || b < 0))
            {
                throw new ArgumentException(
                    $"Logos '{block.Title}': '{logo.Caption}' has {logo.Bits.Count} heights; expected four of 0 or "
                    + $"more per position.");
            }
        }
    }

    public static void Write(HtmlText html, SequenceLogos block)
    {
        // The top is a whole number of half bits, so that its line has a short number.
        double most = block.Logos.Max(
            logo => Enumerable.Range(0, logo.Bits.Count / Bases).Max(p => logo.Bits.Skip(p * Bases).Take(Bases).Sum()));
        double top = Math.Max(0.5, Math.Ceiling(2 * most) / 2);
        html.Markup("<div class=\"logos\">").Element("<h3 style=\"margin:0;font-size:1rem\">", block.Title, "</h3>\n")
            .Element("<p class=\"quiet\" style=\"margin:2px 0 8px\">", block.Caption, "</p>\n");
        html.Markup("<div style=\"display:flex;flex-wrap:wrap;gap:14px\">\n");
        foreach (SequenceLogo logo in block.Logos)
        {
            Write(html, logo, top);
        }

        html.Markup("</div></div>\n");
    }

    private static void Write(HtmlText html, SequenceLogo logo, double top)
    {
        int places = logo.Bits.Count / Bases;
        double width = Left + (places * Place) + 4, height = Top + Height + Bottom;
        html.Markup("<figure><figcaption><strong>").Text(logo.Caption).Markup("</strong></figcaption>");
        html.Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"<svg role=\"img\" viewBox=\"0 0 {width:0.#} {height:0.#}\" width=\"{width:0.#}\" "
            + $"style=\"display:block;max-width:100%;height:auto;margin-top:8px\" font-size=\"10\" "
            + $"fill=\"currentColor\" aria-label=\""));
        html.Text($"Sequence logo: {Spoken(logo)}").Markup("\">");
        WriteScale(html, places, logo.First, top);
        for (int p = 0; p < places; p++)
        {
            double y = Top + Height;
            foreach (int letter in Enumerable.Range(0, Bases).OrderBy(b => logo.Bits[(p * Bases) + b])
                .ThenByDescending(b => b))
            {
                double own = logo.Bits[(p * Bases) + letter] / top;
                y -= own * Height;
                if (own >= Least)
                {
                    html.Markup(string.Create(
                        CultureInfo.InvariantCulture,
                        $"<path data-base=\"{Letters[letter]}\" fill=\"{_glyphs[letter].Color}\" "
                        + $"fill-rule=\"{(letter == 0 ? "evenodd" : "nonzero")}\" "
                        + $"transform=\"translate({Left + (p * Place) + 1:0.##} {y:0.##}) "
                        + $"scale({(Place - 2) / 100:0.###} {own * Height / 100:0.####})\" "
                        + $"d=\"{_glyphs[letter].Outline}\"/>"));
                }
            }
        }

        html.Markup("</svg></figure>\n");
    }

    // Lines at whole bits, or at halves where the top lies lower.
    private static void WriteScale(HtmlText html, int places, int first, double top)
    {
        double step = top > 1 ? 1 : 0.5;
        for (double bits = 0; bits <= top; bits += step)
        {
            double y = Top + (Height * (1 - (bits / top)));
            html.Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{Left:0.#} {y:0.##}H{Left + (places * Place):0.##}\" stroke=\"currentColor\" "
                + $"opacity=\"{(bits == 0 ? 0.5 : 0.18):0.##}\"/>"));
            html.Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 6:0.#}\" y=\"{y + 3.5:0.##}\" text-anchor=\"end\">{bits:0.#}</text>"));
        }

        html.Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"<text x=\"8\" y=\"{Top + (Height / 2):0.#}\" text-anchor=\"middle\" transform=\"rotate(-90 "
            + $"8 {Top + (Height / 2):0.#})\">bits</text>"));
        int every = places > 30 ? 5 : 2;
        for (int p = 0; p < places; p++)
        {
            if (p % every == 0)
            {
                html.Markup(string.Create(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{Left + ((p + 0.5) * Place):0.##}\" y=\"{Top + Height + 13:0.##}\" "
                    + $"text-anchor=\"middle\">{first + p}</text>"));
            }
        }
    }

    // Description for screen readers: the highest letter of each place with half a bit or more.
    private static string Spoken(SequenceLogo logo) =>
        string.Concat(Enumerable.Range(0, logo.Bits.Count / Bases).Select(p =>
        logo.Bits.Skip(p * Bases).Take(Bases).Sum() < 0.5
            ? 'n'
            : Letters[Enumerable.Range(0, Bases).MaxBy(b => logo.Bits[(p * Bases) + b])]));
}
