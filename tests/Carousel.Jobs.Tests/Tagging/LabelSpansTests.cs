using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging;

public class LabelSpansTests
{
    // Each row is worked by hand from the rules of seqeval (for B, I and O also those of conlleval): where a chunk
    // ends and where one starts between two labels.
    [Theory]
    [InlineData("O O", "")]
    [InlineData("B-PER I-PER O", "0-1:PER")]
    [InlineData("O I-PER I-PER", "1-2:PER")] // I after O begins a span
    [InlineData("I-PER", "0-0:PER")]
    [InlineData("B-PER I-LOC I-LOC", "0-0:PER 1-2:LOC")] // the type changes inside
    [InlineData("I-PER B-PER", "0-0:PER 1-1:PER")]
    [InlineData("B-PER B-PER I-PER", "0-0:PER 1-2:PER")]
    [InlineData("I-LOC I-LOC B-LOC I-LOC", "0-1:LOC 2-3:LOC")] // IOB1: B between neighbours
    [InlineData("I-LOC E-LOC I-LOC", "0-1:LOC 2-2:LOC")] // IOE1
    [InlineData("E-LOC E-LOC", "0-0:LOC 1-1:LOC")]
    [InlineData("E-LOC I-LOC E-LOC", "0-0:LOC 1-2:LOC")]
    [InlineData("S-LOC S-LOC", "0-0:LOC 1-1:LOC")]
    [InlineData("B-LOC E-LOC S-PER", "0-1:LOC 2-2:PER")]
    [InlineData("B-LOC L-LOC U-PER", "0-1:LOC 2-2:PER")] // BILOU
    [InlineData("B-LOC M-LOC E-LOC W-PER", "0-2:LOC 3-3:PER")] // BMEWO
    [InlineData("I-LOC S-LOC I-LOC", "0-0:LOC 1-1:LOC 2-2:LOC")]
    [InlineData("B-LOC O I-LOC", "0-0:LOC 2-2:LOC")]
    [InlineData("B-creative-work I-creative-work", "0-1:creative-work")] // the first hyphen ends the letter
    [InlineData("B I O B", "0-1: 3-3:")] // without types
    [InlineData("B M E S O", "0-2: 3-3:")]
    [InlineData("B_PER I_PER O B_LOC", "0-1:PER 3-3:LOC")] // an underscore
    [InlineData("PER-B PER-I O LOC-B", "0-1:PER 3-3:LOC")] // the letter after the type
    [InlineData("PER_B PER_I O LOC_B", "0-1:PER 3-3:LOC")]
    [InlineData("b-per i-per o b-loc", "0-1:per 3-3:loc")] // small letters
    [InlineData("b i o b", "0-1: 3-3:")]
    [InlineData("B-work_of_art I-work_of_art", "0-1:work_of_art")] // the letter in front wins
    [InlineData("B-plan_B I-plan_B", "0-1:plan_B")]
    public void Of_ReadsAsSeqevalDoes(string labels, string expected) =>
        Assert.Equal(expected, Text(LabelSpans.Of(labels.Split(' '))));

    [Theory]
    [InlineData("B-A I-A O|B-A", LabelScheme.Iob2)]
    [InlineData("I-A I-A O|I-A B-A", LabelScheme.Iob1)]
    [InlineData("O B-A I-B", LabelScheme.Iob1)]
    [InlineData("I-A E-A O|E-A", LabelScheme.Ioe2)]
    [InlineData("I-A I-A O|I-A E-A I-A", LabelScheme.Ioe1)]
    [InlineData("B-A E-A O|S-A", LabelScheme.Iobes)]
    [InlineData("B-A L-A O|U-A", LabelScheme.Iobes)]
    [InlineData("B-A W-A O|O", LabelScheme.Iobes)]
    [InlineData("B I O|B", LabelScheme.Iob2)]
    [InlineData("I I O|I B", LabelScheme.Iob1)]
    [InlineData("I I O|I", LabelScheme.Iob1)]
    [InlineData("B I B I|B", LabelScheme.Iob2)] // words of letters
    [InlineData("B E S|B M E", LabelScheme.Iobes)]
    [InlineData("b i o|b", LabelScheme.Iob2)]
    [InlineData("B_PER I_PER O|B_LOC", LabelScheme.Iob2)]
    [InlineData("PER-B PER-I O|LOC-B", LabelScheme.Iob2)]
    [InlineData("PER_B PER_L O|LOC_U", LabelScheme.Iobes)]
    [InlineData("PER-I PER-I O|LOC-I", LabelScheme.Iob1)]
    [InlineData("b-per i-per o|b-loc", LabelScheme.Iob2)]
    [InlineData("B_PER I-PER O", LabelScheme.Iob2)]
    [InlineData("B M B M", LabelScheme.Plain)] // may be anything: benign and malignant
    [InlineData("i i M o|M", LabelScheme.Plain)] // the sides of a membrane
    [InlineData("I M O|M", LabelScheme.Plain)]
    [InlineData("S L S O", LabelScheme.Plain)]
    [InlineData("e-mail s-bahn O", LabelScheme.Plain)]
    [InlineData("type-S type-E O", LabelScheme.Plain)]
    [InlineData("B-PER I O", LabelScheme.Plain)] // only some have a type
    [InlineData("NOUN VERB|O", LabelScheme.Plain)]
    [InlineData("O O|O", LabelScheme.Plain)]
    public void Find_NamesTheSchemeOfTheLabels(string sentences, LabelScheme expected) =>
        Assert.Equal(expected, SchemeFinder.Find(sentences.Split('|').Select(s => s.Split(' '))));

    private static string Text(IEnumerable<LabeledSpan> spans) =>
        string.Join(' ', spans.Select(s => FormattableString.Invariant($"{s.First}-{s.Last}:{s.Type}")));
}
